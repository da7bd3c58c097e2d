"""Make larger inputs like the ones that were seen, for timing."""

from __future__ import annotations

import contextlib

from . import shapes
from .freezing import freeze
from .inputs import NoInputs, Source, pickle_of, try_call

LADDER = (10, 30, 100, 300, 1_000, 3_000, 10_000)
"""Lengths that are tried, smallest first."""
MAGNITUDES = (5, 10, 15, 20, 25, 30, 100, 1_000, 10_000, 100_000, 1_000_000)
"""Numbers that are tried where a number is the only thing to grow."""
_SIZED = (list, tuple, str, bytes, dict, set, frozenset)
_SLOWEST_S = 0.3


class TooSlow(Exception):
    """The baseline needs too long for inputs of this size."""


class Grower:
    """Gives inputs of a wished size that the baseline accepts: drawn anew by shape, else by repeating what was seen."""

    def __init__(self, side, seen, constants, deadline):
        self._side = side
        self._seen = [data for data in seen if _size_of(data) is not None][:20]
        self._source: Source | None = None
        with contextlib.suppress(NoInputs):
            self._source = Source(side, seen[:20], constants, deadline)
        self.ways = [way for way in (self._drawn_wide, self._drawn, self._repeated) if self._works(way)]

    def _works(self, way):
        try:
            return self.of_size(self.ladder[1], ways=[way]) is not None
        except TooSlow:
            return False

    @property
    def ladder(self):
        """The sizes worth trying."""
        alone = self._source is not None and size_is_magnitude(self._source.choices[0])
        return MAGNITUDES if alone else LADDER

    @property
    def can_grow(self):
        """Whether the function's inputs have a size at all."""
        return bool(self.ways)

    def of_size(self, n, variant=0, ways=None):
        """A frozen input of size `n` that the baseline accepts, or None; raises TooSlow."""
        if self._source is not None:
            self._source.sampler.variant = variant
        for way in ways or self.ways:
            for attempt in range(3):
                try:
                    data = way(n, attempt)
                except Exception:
                    data = None
                came_of_it = data and try_call(self._side, data, _SLOWEST_S)
                if came_of_it == "returned":
                    return data
                if came_of_it == "limited":
                    raise TooSlow()
        return None

    def _drawn_wide(self, n, attempt):
        return self._draw(n, attempt, wide=True)

    def _drawn(self, n, attempt):
        return self._draw(n, attempt, wide=False)

    def _draw(self, n, attempt, wide):
        if self._source is None:
            return None
        choices = self._source.choices
        choice = choices[attempt % len(choices)]
        if not _has_size(choice):
            return None
        self._source.sampler.wide = wide
        self._source.sampler.exact = size_is_magnitude(choice)
        try:
            return self._source.draw(choice, n)
        finally:
            self._source.sampler.wide = self._source.sampler.exact = False

    def _repeated(self, n, attempt):
        if attempt >= len(self._seen):
            return None
        largest = sorted(self._seen, key=lambda data: -(_size_of(data) or 0))
        args, kwargs = pickle_of(largest[attempt])
        return freeze([_repeat(arg, n) for arg in args], {name: _repeat(value, n) for name, value in kwargs.items()})


def _repeat(value, n):
    if type(value) in (list, tuple, str, bytes) and len(value):
        return (value * (n // len(value) + 1))[:n]
    return value


def _size_of(data):
    args, kwargs = pickle_of(data)
    sizes = [len(value) for value in (*args, *kwargs.values()) if type(value) in _SIZED]
    return max(sizes) if sizes else None


def _has_size(choice):
    """Whether a choice of shapes has a part whose length, or failing that whose magnitude, can be set."""
    known = {shape[0] for shape in choice if shape is not None}
    sized = {"list", "iterable", "iterator", "tuple*", "set", "frozenset", "deque", "dict", "ordered", "defaultdict",
             "str", "bytes", "bytearray", "range", "counter", "array", "int"}  # fmt: skip
    return bool(known & sized) or any(_deep_sized(shape) for shape in choice if shape is not None)


def _deep_sized(shape):
    if shape[0] in ("record", "instance"):
        return _has_size([field for _, field in shape[2]])
    return shape[0] == "union" and _has_size(shape[1])


def size_is_magnitude(choice):
    """Whether the only thing to grow is a number."""
    return all(shape is None or shape in (shapes.INT, shapes.BOOL, shapes.FLOAT) for shape in choice)
