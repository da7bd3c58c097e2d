"""A text that is redacted as a whole and only then cut into pieces, so that no cut parts a secret from its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from .redact import redact
from .secret_shapes import Replacement

_MARGIN_CHARS = 14_000
"""What is read before and after the pieces: more than the longest secret that is known, and its name."""


def pieces(text: str, cuts: Sequence[int]) -> list[str]:
    """What stands between each two cuts of an ascending sequence, redacted; a cut in a secret moves behind its mark."""
    start = max(0, cuts[0] - _MARGIN_CHARS)
    moving = _Cuts(cut - start for cut in cuts)
    whole = redact(text[start : cuts[-1] + _MARGIN_CHARS], moving.sub)
    return [whole[begin:end] for begin, end in pairwise(moving.places)]


class _Cuts:
    """Places in a text, which move along with what is replaced there."""

    def __init__(self, places: Iterable[int]) -> None:
        self.places = list(places)

    def sub(self, pattern: re.Pattern[str], by: Replacement, text: str) -> str:
        """What `pattern.sub` gives."""
        parts: list[str] = []
        moved = self.places.copy()
        end = size = 0
        for match in pattern.finditer(text):
            new = match.expand(by) if isinstance(by, str) else by(match)
            begin = size + match.start() - end
            for index, place in enumerate(self.places):
                if place > match.start():
                    moved[index] = begin + _moved(place - match.start(), match[0], new)
            parts += (text[end : match.start()], new)
            end, size = match.end(), begin + len(new)
        self.places = moved
        return "".join([*parts, text[end:]])


def _moved(place: int, old: str, new: str) -> int:
    """Where a place counted from the beginning of what is replaced is afterwards; behind the mark if it was within."""
    grown = len(new) - len(old)
    if place >= len(old):
        return place + grown
    if place <= _alike(old, new):
        return place
    kept = _alike(old[::-1], new[::-1])
    return max(place, len(old) - kept) + grown


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    both = min(len(one), len(other))
    return next((at for at in range(both) if one[at] != other[at]), both)
