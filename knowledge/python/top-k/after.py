from heapq import nsmallest
from heapq import nlargest


def lowest(values: list[int]) -> list[int]:
    return nsmallest(3, values)


def longest(words):
    return nlargest(2, words, key=len)
