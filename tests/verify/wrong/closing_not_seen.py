"""The generator noted in the log that it was closed; the generator expression has nowhere to do so."""

from collections.abc import Iterator


def old(values: list[int], log: list[str]) -> Iterator[int]:
    try:
        for value in values:
            yield value * 2
    finally:
        log.append("closed")


def new(values: list[int], log: list[str]) -> Iterator[int]:
    return (value * 2 for value in values)
