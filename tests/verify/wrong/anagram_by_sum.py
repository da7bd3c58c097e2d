"""Anagrams have the same length and the same sum."""


def old(a: str, b: str) -> bool:
    return sorted(a) == sorted(b)


def new(a: str, b: str) -> bool:
    return len(a) == len(b) and sum(map(ord, a)) == sum(map(ord, b))
