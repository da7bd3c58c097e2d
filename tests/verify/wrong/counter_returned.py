"""A Counter equals the dict, and is another type that says 0 for what it does not have."""

from collections import Counter


def old(letters: str) -> dict[str, int]:
    counts = {}
    for letter in letters:
        counts[letter] = counts.get(letter, 0) + 1
    return counts


def new(letters: str) -> dict[str, int]:
    return Counter(letters)
