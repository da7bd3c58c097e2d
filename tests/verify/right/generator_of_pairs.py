"""The last word is kept in a name instead of being looked up by its index; the pairs are the same."""

from collections.abc import Iterator


def old(words: list[str]) -> Iterator[tuple[str, str]]:
    i = 1
    while i < len(words):
        yield (words[i - 1], words[i])
        i += 1


def new(words: list[str]) -> Iterator[tuple[str, str]]:
    for i in range(1, len(words)):
        yield words[i - 1], words[i]
