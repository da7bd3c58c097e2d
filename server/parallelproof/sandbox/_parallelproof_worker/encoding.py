"""Canonical text of any value: exact types, order, float bits, aliasing. Equal text means the same to a strict eye."""

from __future__ import annotations

import collections
import contextlib
import enum
import functools
import hashlib
import operator
import struct
import sys
import types

from . import handles
from .database import active
from .oneshot import CountingIterator

_WRITTEN = frozenset((str, bool, bytes, type(None)))
"""Kinds whose repr says all there is to say."""
_INTS, _FLOATS = frozenset((int,)), frozenset((float,))
_LONG = 10**300
"""Python refuses to print integers with very many digits in decimal."""
_LIMIT = 200_000
_LAZY_LIMIT = 20_000


class TooLarge(Exception):
    """The value has more parts than are worth comparing."""


class Encoder:
    """Turns values into tokens. One encoder for several values keeps what they share visible as `@k`."""

    def __init__(self, before=None):
        self.tokens = []
        self.opaque = None
        self._before = before or {}
        self._seen = {}
        self._kept = []
        self.count = 0
        """How many parts were read so far."""

    def add(self, value):
        """Append the tokens of `value`; returns self."""
        self._encode(value)
        return self

    def take(self):
        """Digest of the tokens added since the last take, which are forgotten; what was seen stays known."""
        text = "\x1f".join(self.tokens)
        self.tokens = []
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    def known(self):
        """Numbers of the objects met so far, by id; this encoder keeps them alive."""
        return dict(self._seen)

    def _encode(self, value):
        self.count += 1
        if self.count > _LIMIT:
            raise TooLarge()
        kind = type(value)
        if kind is int:
            self.tokens.append(_int_text(value))
        elif kind in _WRITTEN:
            self.tokens.append(repr(value))
        elif kind is float:
            self.tokens.append(_float_text(value))
        elif kind is complex:
            self.tokens.append("complex(%s,%s)" % (_float_text(value.real), _float_text(value.imag)))
        elif kind is tuple:
            self._sequence("(", value)
        elif kind is list or kind is dict:
            self._object(value, kind)
        elif isinstance(value, enum.Enum):
            self.tokens.append("enum %s.%s" % (type_name(kind), value.name))
        elif isinstance(value, (type, types.ModuleType)) or (callable(value) and _importable(value)):
            self.tokens.append("name %s" % _full_name(value))
        else:
            self._object(value, kind)

    def _object(self, value, kind):
        place = id(value)
        known = self._seen.get(place)
        if known is not None:
            self.tokens.append("@%d" % known)
            return
        if self._before:
            self.tokens.append("was %s" % self._before.get(place, "elsewhere"))
        self._seen[place] = len(self._seen)
        self._kept.append(value)
        if kind is list:
            self._sequence("[", value)
        elif kind is dict:
            self._items("{", value.items())
        elif kind in (set, frozenset):
            self._set(kind.__name__, value)
        elif kind is bytearray:
            self.tokens.append(repr(value))
        elif isinstance(value, BaseException):
            self._exception(value, kind)
        elif isinstance(value, types.FunctionType):
            self._function(value)
        elif isinstance(value, functools.partial):
            self.tokens.append("partial")
            self._encode((value.func, value.args, value.keywords))
        elif handles.root_of(kind) in handles.LIBRARIES and self._of_library(value, kind):
            return
        elif kind is CountingIterator:
            self._encode(("one-shot", value.taken, value._items))
        elif _is_lazy(value):
            self._lazy(value, kind)
        else:
            self._instance(value, kind)

    def _sequence(self, opening, values):
        kinds = set(map(type, values))
        if kinds <= _WRITTEN or (kinds == _INTS and _small_ints(values)) or (kinds == _FLOATS and _no_nans(values)):
            self.count += len(values)
            self.tokens.append(opening + repr(list(values)))
            return
        self.tokens.append("%s%d" % (opening, len(values)))
        for item in values:
            self._encode(item)

    def _items(self, opening, items):
        self.tokens.append("%s%d" % (opening, len(items)))
        for key, item in items:
            self._encode(key)
            self._encode(item)

    def _set(self, name, values):
        # The order of a set is no part of its value; elements are hashable, so sharing inside them does not show.
        texts = sorted(_text_of(item, self) for item in values)
        self.tokens.append("%s%d" % (name, len(texts)))
        self.tokens += texts

    def _of_library(self, value, kind):
        """A row of SQLAlchemy, or what is no data: a handle, or something made of one; whether it was one of them."""
        name = type_name(kind)
        if name == "sqlalchemy.engine.row.Row":
            self._encode(("row", list(value._fields), list(value)))
        elif name == "sqlalchemy.engine.row.RowMapping":
            self._encode(("row", list(value), list(value.values())))
        elif handles.is_data(kind):
            return False
        else:
            database = active()
            lent = database.kind_of_lent(value) if database is not None and handles.kind_of(kind) else None
            self.opaque = self.opaque or (None if lent else "a %s, which cannot be compared" % name)
            self.tokens.append("lent %s" % lent)
        return True

    def _exception(self, value, kind):
        self.tokens.append("raise %s" % type_name(kind))
        if handles.is_error(value):  # the rest quotes the query
            self._encode(handles.sqlstate(value))
            return
        self._encode(value.args)
        self._encode(_safe_str(value))
        self._encode(value.__cause__)
        extra = {k: v for k, v in vars(value).items() if not k.startswith("__")}
        if extra:
            self._items("attributes", sorted(extra.items()))

    def _function(self, value):
        self.opaque = self.opaque or "a function made at run time (%s)" % value.__qualname__
        self.tokens.append("function")

    def _lazy(self, value, kind):
        self.tokens.append("lazy %s" % type_name(kind))
        for count, item in enumerate(value):
            self._encode(item)
            if count > _LAZY_LIMIT:
                raise TooLarge()
        self.tokens.append("end")

    def _instance(self, value, kind):
        self.tokens.append("object %s" % type_name(kind))
        if isinstance(value, (list, tuple, collections.deque)):
            self.tokens.append("(%d" % len(value))
            for item in value:
                self._encode(item)
        elif isinstance(value, dict):
            self._items("{", dict.items(value))
        elif isinstance(value, (set, frozenset)):
            self._set("set", value)
        elif isinstance(value, (int, float, str, bytes)):
            self._encode(_plain(value))
        elif not _keeps_state_in_python(kind):
            self._reduced(value, kind)
            return
        if isinstance(value, collections.deque):
            self._encode(value.maxlen)
        if isinstance(value, collections.defaultdict):
            self._encode(value.default_factory)
        state = _state_of(value)
        if state:
            self._items("attributes", sorted(state.items()))

    def _reduced(self, value, kind):
        try:
            reduced = value.__reduce_ex__(4)
        except Exception:
            self.opaque = self.opaque or "a %s, which cannot be compared" % type_name(kind)
            return
        if isinstance(reduced, str):
            self.tokens.append(reduced)
            return
        parts = [part if index < 3 else list(part) if part is not None else None for index, part in enumerate(reduced)]
        self._kept.append(parts)
        for part in parts:
            self._encode(part)


def digest(value):
    """Digest of one value on its own."""
    return Encoder().add(value).take()


def type_name(kind):
    """Where a type lives and what it is called."""
    return "%s.%s" % (kind.__module__, kind.__qualname__)


def _text_of(item, parent):
    encoder = Encoder()
    encoder.add(item)
    parent.opaque = parent.opaque or encoder.opaque
    return "\x1e".join(encoder.tokens)


def _small_ints(values):
    return min(values) > -_LONG and max(values) < _LONG


def _no_nans(values):
    return all(map(operator.eq, values, values))


def _int_text(value):
    return repr(value) if -_LONG < value < _LONG else hex(value)


def _float_text(value):
    return repr(value) if value == value else "nan:" + struct.pack(">d", value).hex()


def _plain(value):
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    return float.__float__(value) if isinstance(value, float) else b"".join([value])


def _is_lazy(value):
    if not hasattr(type(value), "__next__") or type(value).__module__ == "_io":
        return False
    try:
        return iter(value) is value
    except TypeError:
        return False


def _keeps_state_in_python(kind):
    """Whether instances are plain Python objects, whose slots and __dict__ are all there is to compare."""
    heap_type = 1 << 9
    plain = kind.__reduce_ex__ is object.__reduce_ex__ and kind.__reduce__ is object.__reduce__
    return plain and all(base is object or base.__flags__ & heap_type for base in kind.__mro__)


def _state_of(value):
    """Attributes of an instance by name, slots included."""
    state = {}
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name.startswith("__") and not name.endswith("__"):
                name = "_%s%s" % (kind.__name__.lstrip("_"), name)
            if name not in ("__dict__", "__weakref__"):
                with contextlib.suppress(AttributeError):
                    state[name] = object.__getattribute__(value, name)
    attributes = getattr(value, "__dict__", None)
    if isinstance(attributes, dict):
        state.update(attributes)
    state.pop("_sa_instance_state", None)  # how SQLAlchemy keeps track of it
    return state


def _full_name(value):
    module = getattr(value, "__module__", None) or ""
    return "%s.%s" % (module, getattr(value, "__qualname__", None) or getattr(value, "__name__", repr(type(value))))


def _importable(value):
    name, module = getattr(value, "__qualname__", None), getattr(value, "__module__", None)
    if not isinstance(name, str) or "<" in name:
        return False
    if isinstance(value, types.BuiltinFunctionType):
        return isinstance(value.__self__, (types.ModuleType, type(None)))
    found = sys.modules.get(module) if isinstance(module, str) else None
    for part in name.split("."):
        found = getattr(found, part, None)
    return found is not None and (found is value or isinstance(value, types.FunctionType))


def _safe_str(value):
    try:
        return str(value)
    except Exception as error:
        return "<%s>" % type(error).__name__
