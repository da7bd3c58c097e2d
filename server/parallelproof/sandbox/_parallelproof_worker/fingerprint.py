"""A digest of a value that need not be made again for as long as nothing in the value was replaced."""

from __future__ import annotations

from operator import is_

from .encoding import Encoder, TooLarge

_ATOMS = (int, float, complex, str, bytes, bool, type(None))


class Fingerprint:
    """Digest of one value; "large" where it has too many parts to compare. `cost` is how many parts were read."""

    def __init__(self, value):
        encoder = Encoder()
        self._value, self._parts = value, None
        try:
            self.digest = encoder.add(value).take()
            self._parts = _changeable(value)
        except (TooLarge, RecursionError):
            self.digest = "large"
        self.cost = encoder.count

    def holds(self, value):
        """Whether it is surely that of `value` as it is now: the same object, made of the same objects in order."""
        return (
            self._parts is not None
            and (value is self._value or (type(value) is type(self._value) is tuple and _alike(value, self._value)))
            and all(_alike(part, kept) for part, kept in self._parts)
        )


def _alike(values, kept):
    return len(values) == len(kept) and all(map(is_, values, kept))


def _changeable(value):
    """Every list, set and dict (its keys, its values) in a value with what it holds now; None if that is not all.

    Only built-in types can be told unchanged by what they hold. Numbers, texts and tuples cannot change.
    """
    parts, met, left = [], set(), [value]
    while left:
        value = left.pop()
        kind = type(value)
        if kind in _ATOMS or id(value) in met:
            continue
        met.add(id(value))
        if kind is dict:
            views = [value.keys(), value.values()]
        elif kind in (list, set, tuple, frozenset):
            views = [value]
        else:
            return None
        for view in views:
            kept = tuple(view)
            left += kept
            if kind in (list, set, dict):
                parts.append((view, kept))
    return parts
