"""The result rests on what stands in a file at the time."""

# reason: outside

from pathlib import Path


def old(words: list[str]) -> list[str]:
    known = []
    for word in words:
        if word in Path(__file__).read_text(encoding="utf-8"):
            known.append(word)
    return known


def new(words: list[str]) -> list[str]:
    text = Path(__file__).read_text(encoding="utf-8")
    return [word for word in words if word in text]
