"""Sorting or listing first drains the source, where the generator stopped at the first negative number."""

from collections.abc import Iterator


def old(source: Iterator[int]) -> list[int]:
    head = []
    for value in source:
        if value < 0:
            break
        head.append(value)
    return head


def new(source: Iterator[int]) -> list[int]:
    values = list(source)
    stop = next((i for i, value in enumerate(values) if value < 0), len(values))
    return values[:stop]
