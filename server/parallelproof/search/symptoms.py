"""Patterns of the catalogue whose symptom a piece of code or its comments speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..catalogue import CatalogueError, load
from ..domain import Pattern
from .word_index import WordIndex, words

_SHARE = 0.75
"""A symptom of several words may lack some, but not much of their weight."""
_SEVERAL = 4
_TELLING = 6.0
"""The weight of two rare words; less may stand anywhere."""
_COMPLAINTS = frozenset(words("slow slower takes taking long longer time forever gets hits check checking"))
"""What people say of any symptom."""

Phrase = tuple[tuple[str, float], ...]
"""A symptom's words with their weights."""


def speaking_of(lines: Iterable[str], language: str) -> Pattern | None:
    """The pattern whose symptom one of the lines speaks of most clearly, None if none does. Blocks on files."""
    best: tuple[float, Pattern] | None = None
    for spoken in map(frozenset, map(words, lines)):
        for pattern, phrases in _phrases(language) if spoken else ():
            weight = max((_shared(phrase, spoken) for phrase in phrases), default=0.0)
            if weight and (best is None or weight > best[0]):
                best = weight, pattern
    return best[1] if best else None


def _shared(phrase: Phrase, spoken: frozenset[str]) -> float:
    """The weight of a phrase's words that are spoken, 0 if they are too few."""
    shared = [weight for word, weight in phrase if word in spoken]
    is_whole = len(shared) == len(phrase)
    is_most = len(phrase) >= _SEVERAL and sum(shared) >= _SHARE * sum(weight for _, weight in phrase)
    return sum(shared) if (is_whole or is_most) and sum(shared) >= _TELLING else 0.0


@lru_cache(maxsize=8)
def _phrases(language: str) -> tuple[tuple[Pattern, tuple[Phrase, ...]], ...]:
    """Each pattern with its symptoms and its title."""
    try:
        patterns = [pattern for pattern in load() if pattern.language == language]
    except CatalogueError:
        return ()
    said = [(pattern, (*pattern.symptoms, pattern.title)) for pattern in patterns]
    index = WordIndex({(pattern.id, text): text for pattern, texts in said for text in texts})
    return tuple((pattern, tuple(_weighed(text, index) for text in texts)) for pattern, texts in said)


def _weighed(text: str, index: WordIndex[tuple[str, str]]) -> Phrase:
    told = [word for word in dict.fromkeys(words(text)) if word not in _COMPLAINTS]
    return tuple((word, index.weight(word)) for word in told)
