"""Closing the generator before its end no longer writes to the log."""

from collections.abc import Iterator


def old(values: list[int], log: list[str]) -> Iterator[int]:
    try:
        for value in values:
            yield value * 2
    finally:
        log.append("closed")


def new(values: list[int], log: list[str]) -> Iterator[int]:
    for value in values:
        yield value * 2
    log.append("closed")
