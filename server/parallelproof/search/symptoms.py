"""Patterns of the catalogue whose symptom a piece of code or its comments speaks of."""

from __future__ import annotations

from functools import lru_cache

from ..catalogue import CatalogueError, load
from ..domain import Pattern
from .word_index import WordIndex, words

_SHARE = 0.7
"""This part of a symptom's words, by weight, must be there; a title says more, so all of it that counts must."""
_LEAST_WORDS = 2


def speaking_of(text: str, language: str) -> Pattern | None:
    """The pattern whose symptom the text speaks of most clearly, None where it speaks of none. Blocks on files."""
    spoken = frozenset(words(text))
    best: tuple[float, Pattern] | None = None
    for pattern, phrases in _phrases(language):
        for phrase in phrases:
            share = _share(phrase, spoken)
            if share >= _SHARE and (best is None or share > best[0]):
                best = share, pattern
    return best[1] if best else None


def _share(phrase: tuple[tuple[str, float], ...], spoken: frozenset[str]) -> float:
    shared = [weight for word, weight in phrase if word in spoken]
    return sum(shared) / sum(weight for _, weight in phrase) if len(shared) >= _LEAST_WORDS else 0.0


@lru_cache(maxsize=8)
def _phrases(language: str) -> tuple[tuple[Pattern, tuple[tuple[tuple[str, float], ...], ...]], ...]:
    """Each pattern with its symptoms and title as words with weights."""
    try:
        patterns = [pattern for pattern in load() if pattern.language == language]
    except CatalogueError:
        return ()
    index = WordIndex({(pattern.id, text): text for pattern in patterns for text in (*pattern.symptoms, pattern.title)})
    return tuple(
        (
            pattern,
            tuple(
                tuple((word, index.weight(word)) for word in dict.fromkeys(words(text)))
                for text in (*pattern.symptoms, pattern.title)
            ),
        )
        for pattern in patterns
    )
