"""Every pair of words that fold alike is counted once by both."""

from collections import Counter


def old(words: list[str]) -> int:
    pairs = 0
    for i in range(len(words)):
        for j in range(i + 1, len(words)):
            if words[i].casefold() == words[j].casefold():
                pairs += 1
    return pairs


def new(words: list[str]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(map(str.casefold, words)).values())
