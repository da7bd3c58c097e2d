"""The order of a set of texts depends on the hash seed of the process."""

# reason: hash seed

from itertools import chain


def old(lines: list[str]) -> str:
    words = set()
    for line in lines:
        for word in line.split():
            words.add(word)
    return " ".join(words)


def new(lines: list[str]) -> str:
    return " ".join(set(chain.from_iterable(line.split() for line in lines)))
