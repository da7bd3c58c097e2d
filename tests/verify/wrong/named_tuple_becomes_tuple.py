"""Equal to the named tuple, without the names."""

from collections import Counter, namedtuple

Tally = namedtuple("Tally", "word count")


def old(words: list[str]) -> list[Tally]:
    tallies = []
    for word in dict.fromkeys(words):
        tallies.append(Tally(word, words.count(word)))
    return tallies


def new(words: list[str]) -> list[Tally]:
    return list(Counter(words).items())
