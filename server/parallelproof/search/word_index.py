"""Rank texts by the words that they share with a query (BM25), and say how much of the query they cover."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

_K1, _B = 1.2, 0.75
_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+|\d+")
_COMMON = frozenset(
    _WORD.findall(
        "a an and are as at be been but by can could did do does for from had has have how i if in into is it its may "
        "might more must no not of on one only or other our out over self should so some such than that the their them "
        "then there these they this those to too up use used using very was we were what when where which while who "
        "why will with would you your def return class import none true false pass elif else try except raise args "
        "kwargs"
    )
)


@dataclass(frozen=True, slots=True)
class Match(Generic[Key]):
    """A text that shares words with the query. `share` is its part of the best score the query could reach, 0 to 1."""

    key: Key
    share: float
    words: frozenset[str]


def words(text: str) -> Iterator[str]:
    """The words that count, in lower case and without common endings; identifiers in their parts."""
    for run in _WORD.findall(text):
        yield from _of_run(run)


@lru_cache(maxsize=1 << 14)
def _of_run(run: str) -> tuple[str, ...]:
    parts = (part.lower() for part in _PARTS.findall(run))
    return tuple(_stem(part) for part in parts if len(part) > 1 and part not in _COMMON)


def _stem(word: str) -> str:
    """One form for "remove", "removes", "removed" and "removing", which need be no word."""
    for ending, rest in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + rest
            is_doubled = ending in ("ing", "ed") and word[-1] == word[-2] and word[-1] not in "lsz"
            return word[:-1] if is_doubled else word.removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word


class WordIndex(Generic[Key]):
    """An inverted index over some texts; it never changes."""

    def __init__(self, texts: Mapping[Key, str]) -> None:
        self._postings: dict[str, list[tuple[Key, int]]] = {}
        self._lengths: dict[Key, int] = {}
        for key, text in texts.items():
            counts = Counter(words(text))
            self._lengths[key] = counts.total()
            for word, count in counts.items():
                self._postings.setdefault(word, []).append((key, count))
        self._mean_length = sum(self._lengths.values()) / max(1, len(self._lengths)) or 1.0

    def find(self, query: Iterable[str], most: int) -> list[Match[Key]]:
        """The best texts for a query's words, best first."""
        asked = set(query)
        scores: dict[Key, float] = {}
        shared: dict[Key, set[str]] = {}
        for word in asked:
            weight = self.weight(word)
            for key, count in self._postings.get(word, ()):
                norm = _K1 * (1 - _B + _B * self._lengths[key] / self._mean_length)
                scores[key] = scores.get(key, 0.0) + weight * count * (_K1 + 1) / (count + norm)
                shared.setdefault(key, set()).add(word)
        best = sum(self.weight(word) for word in asked) * (_K1 + 1) or 1.0
        ranked = sorted(scores, key=lambda key: (-scores[key], str(key)))[:most]
        return [Match(key, scores[key] / best, frozenset(shared[key])) for key in ranked]

    def weight(self, word: str) -> float:
        """How much a word tells: the rarer, the more."""
        held, total = len(self._postings.get(word, ())), len(self._lengths)
        return log(1 + (total - held + 0.5) / (held + 0.5))
