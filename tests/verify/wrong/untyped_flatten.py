"""`chain` goes into texts letter by letter, where only lists and tuples were to be opened."""

from itertools import chain


def old(items):
    flat = []
    for item in items:
        if isinstance(item, (list, tuple)):
            flat.extend(item)
        else:
            flat.append(item)
    return flat


def new(items):
    return list(chain.from_iterable(item if hasattr(item, "__iter__") else [item] for item in items))
