"""Finding products by what people type."""

from __future__ import annotations

import re

SEPARATORS = re.compile(r"[^a-z0-9]+")


def word_counts(text: str) -> dict[str, int]:
    """How often each word occurs."""
    words = text.lower().split()
    return {word: words.count(word) for word in words}


def shared_words(left: list[str], right: list[str]) -> list[str]:
    """Words of the left text that the right one has too, each once."""
    shared = []
    for word in left:
        if word in right and word not in shared:
            shared.append(word)
    return shared


def without_vowels(text: str) -> str:
    """The consonants of a query, for a forgiving comparison."""
    result = ""
    for letter in text:
        if letter not in "aeiouAEIOU":
            result += letter
    return result


def distance(typed: str, name: str) -> int:
    """How many letters must be added, removed or changed to get from one word to the other."""
    if not typed:
        return len(name)
    if not name:
        return len(typed)
    if typed[0] == name[0]:
        return distance(typed[1:], name[1:])
    return 1 + min(
        distance(typed[1:], name),
        distance(typed, name[1:]),
        distance(typed[1:], name[1:]),
    )


def slug(title: str) -> str:
    """A title as part of an address."""
    return SEPARATORS.sub("-", title.lower()).strip("-")


def matches(query: str, names: list[str]) -> list[str]:
    """Product names that contain the query, whatever its case."""
    wanted = query.casefold()
    return [name for name in names if wanted in name.casefold()]
