"""The function checked its arguments when called; as a generator it checks when first read."""

from collections.abc import Iterator


def old(text: str, size: int) -> Iterator[str]:
    if size < 1:
        raise ValueError("size must be positive")
    return iter([text[i : i + size] for i in range(0, len(text), size)])


def new(text: str, size: int) -> Iterator[str]:
    if size < 1:
        raise ValueError("size must be positive")
    for i in range(0, len(text), size):
        yield text[i : i + size]
