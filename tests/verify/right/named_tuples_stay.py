"""The named tuples are still named tuples."""

from collections import Counter, namedtuple

Tally = namedtuple("Tally", "word count")


def old(words: list[str]) -> list[Tally]:
    tallies = []
    done = []
    for word in words:
        if word not in done:
            done.append(word)
            tallies.append(Tally(word, words.count(word)))
    return tallies


def new(words: list[str]) -> list[Tally]:
    return [Tally(word, count) for word, count in Counter(words).items()]
