"""Inputs as text and back: every call gets a copy of its own, with the same sharing inside."""

from __future__ import annotations

import base64
import binascii
import io
import pickle
import reprlib
import struct

from . import given
from .encoding import type_name
from .handles import kind_of
from .oneshot import CountingIterator, OneShot

SUMMARY_CHARS = 300


def freeze(args, kwargs):
    """An input as text: pickled, so that every call gets a copy of its own with the same sharing inside."""
    file = io.BytesIO()
    _Freezer(file, protocol=4).dump((tuple(args), dict(kwargs)))
    return base64.b64encode(file.getvalue()).decode("ascii")


def thaw(data):
    """A fresh (args, kwargs) of a frozen input."""
    return copy_of(unpacked(data))


def unpacked(data):
    """The bytes of a frozen input, for who makes many copies of it."""
    return binascii.a2b_base64(data)


def copy_of(raw):
    """A fresh (args, kwargs) of an unpacked input."""
    with given.lending():
        args, kwargs = _loaded(raw)
    return tuple(map(_wake, args)), {name: _wake(value) for name, value in kwargs.items()}


class _Freezer(pickle.Pickler):
    """Keeps apart, or together, the NaNs that are: pickle makes a new one of each, and `is` tells them apart."""

    def __init__(self, file, protocol):
        super().__init__(file, protocol)
        self._nans = {}

    def persistent_id(self, value):
        if type(value) is not float or value == value:
            return None
        # Held on to, so that no other takes its id.
        place, _ = self._nans.setdefault(id(value), (len(self._nans), value))
        return place, struct.pack("<d", value)

    def reducer_override(self, value):
        """What is a way to a database stands in an input as what it is lent again by."""
        kind = kind_of(type(value))
        return given.reduced(value, kind) if kind else NotImplemented


class _Thawer(pickle.Unpickler):
    def __init__(self, file):
        super().__init__(file)
        self._nans = {}

    def persistent_load(self, name):
        return self._nans.setdefault(name, struct.unpack("<d", name[1])[0])


def _loaded(raw):
    # Without this byte there is no NaN that was kept apart, and the usual way to load is much quicker.
    return _Thawer(io.BytesIO(raw)).load() if pickle.BINPERSID in raw else pickle.loads(raw)


def _wake(value):
    if type(value) is OneShot:
        return CountingIterator(value.items)
    return CountingIterator(value) if is_iterator(value) and not kind_of(type(value)) else value


def is_iterator(value):
    """Whether the value can be walked once only."""
    return hasattr(type(value), "__next__") and type(value).__module__ != "_io" and iter(value) is value


def describe_call(name, data):
    """The call as a person would write it."""
    args, kwargs = _loaded(unpacked(data))
    parts = [short(value) for value in args] + ["%s=%s" % (key, short(value)) for key, value in kwargs.items()]
    return "%s(%s)" % (name, ", ".join(parts))


def short(value, limit=SUMMARY_CHARS):
    """The value's repr, cut to `limit` characters."""
    try:
        text = repr(value)
        if " object at 0x" in text:
            text = _PLAIN.repr(value)
    except Exception as error:
        text = "<%s whose repr raises %s>" % (type_name(type(value)), type(error).__name__)
    return text if len(text) <= limit else text[: limit - 3] + "..."


class _Plain(reprlib.Repr):
    """Shows instances without a repr of their own by their attributes instead of their address."""

    def repr_instance(self, value, level):
        text = repr(value)
        if " object at 0x" not in text or not hasattr(value, "__dict__"):
            return text
        parts = ["%s=%s" % (name, self.repr1(part, level - 1)) for name, part in vars(value).items()]
        return "%s(%s)" % (type(value).__name__, ", ".join(parts))


_PLAIN = _Plain()
_PLAIN.maxlist = _PLAIN.maxtuple = _PLAIN.maxdict = 12


def short_error(error):
    """Type and text of an exception, cut."""
    try:
        text = str(error)
    except Exception:
        text = "<no text>"
    return ("%s: %s" % (type(error).__name__, text))[:SUMMARY_CHARS]
