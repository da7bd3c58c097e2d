"""What a caller can do with a lazy result besides reading it to its end: stop early, send into it, throw into it."""

from __future__ import annotations

import contextlib
import itertools

from .encoding import Encoder, TooLarge
from .freezing import thaw
from .surroundings import Spoken

_MOST_ITEMS = 300
_SENT = (1, "a", None, 0, [2])


def conversed(function, data, state=str):
    """Digests of three ways to leave the beaten path, each on arguments of its own; raises TooLarge.

    `state` gives the changes to globals and attributes, as text.
    """
    return [_digest(function, data, way) + state() for way in (_closed, _sent, _thrown)]


def _digest(function, data, way):
    args, kwargs = thaw(data)
    encoder = Encoder()
    with contextlib.suppress(Exception), Spoken().heard():
        value = function(*args, **kwargs)
        try:
            for item in itertools.islice(way(value), _MOST_ITEMS):
                encoder.add(item)
        except TooLarge:
            raise
        except Exception as error:
            error.__traceback__ = None
            encoder.add(error)
    return encoder.add((args, kwargs)).take()


def _closed(value):
    if hasattr(value, "close"):
        next(value, None)
        value.close()
    yield from ()


def _sent(value):
    if hasattr(value, "send"):
        yield next(value)
        for sent in itertools.cycle(_SENT):
            yield value.send(sent)


def _thrown(value):
    if hasattr(value, "throw"):
        yield next(value)
        yield value.throw(ValueError("thrown by the caller"))
        yield from value
