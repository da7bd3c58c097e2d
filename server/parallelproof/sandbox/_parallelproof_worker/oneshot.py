"""Iterators that can be walked once, as inputs: frozen, thawed, and with a position that can be seen."""

from __future__ import annotations


class OneShot:
    """Stands for an iterator over `items` that can be walked once; becomes one when an input is thawed."""

    def __init__(self, items):
        self.items = items

    def __repr__(self):
        return "iter(%r)" % (self.items,)


class CountingIterator:
    """A one-shot iterator whose position is part of what a caller could notice."""

    def __init__(self, items):
        self._items = list(items)
        self.taken = 0

    def __iter__(self):
        return self

    def __repr__(self):
        return "iter(%r), %d read" % (self._items, self.taken)

    def __next__(self):
        if self.taken >= len(self._items):
            raise StopIteration
        self.taken += 1
        return self._items[self.taken - 1]

    def __reduce_ex__(self, protocol):
        return (CountingIterator, (self._items,), {"taken": self.taken})
