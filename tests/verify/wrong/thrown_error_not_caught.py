"""An error that the caller throws in no longer ends in a last item."""

from collections.abc import Iterator


def old(words: list[str]) -> Iterator[str]:
    for word in words:
        try:
            yield word.upper()
        except ValueError:
            yield "skipped"


def new(words: list[str]) -> Iterator[str]:
    for word in words:
        yield word.upper()
