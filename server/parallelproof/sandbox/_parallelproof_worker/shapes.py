"""Shapes: what kind of value a parameter takes, read from type hints, from values that were seen, or from use.

A shape is a tuple: ("int",), ("list", shape), ("dict", key, value), ("union", (shape, ...)), ("record", class, ...).
"""

from __future__ import annotations

import array
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import inspect
import types
import typing

from .handles import kind_of

INT, FLOAT, STR, BOOL, NONE, BYTES = ("int",), ("float",), ("str",), ("bool",), ("none",), ("bytes",)
CHAR = ("char",)
ANY = ("any",)

_SIMPLE = {
    int: INT, float: FLOAT, str: STR, bool: BOOL, type(None): NONE, None: NONE, bytes: BYTES, bytearray: ("bytearray",),
    complex: ("complex",), decimal.Decimal: ("decimal",), fractions.Fraction: ("fraction",),
    datetime.date: ("date",), datetime.datetime: ("datetime",), datetime.timedelta: ("timedelta",),
    object: ANY, typing.Any: ANY, range: ("range",),
}  # fmt: skip

_ORIGINS = {
    list: "list", set: "set", frozenset: "frozenset", collections.deque: "deque",
    collections.abc.Sequence: "sequence", collections.abc.MutableSequence: "list",
    collections.abc.Collection: "sequence",
    collections.abc.Iterable: "iterable", collections.abc.Iterator: "iterator", collections.abc.Generator: "iterator",
    collections.abc.Set: "set", collections.abc.MutableSet: "set", collections.abc.Container: "list",
    collections.abc.Reversible: "list",
}  # fmt: skip
_MAPPINGS = {
    dict: "dict", collections.abc.Mapping: "dict", collections.abc.MutableMapping: "dict",
    collections.OrderedDict: "ordered", collections.defaultdict: "defaultdict",
}  # fmt: skip


def from_hint(hint, depth=0):
    """The shape of a type hint; ANY where it says nothing."""
    if depth > 6:
        return ANY
    try:
        if hint in _SIMPLE:
            return _SIMPLE[hint]
    except TypeError:
        return ANY
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is None:
        return _from_class(hint, depth)
    if origin is typing.Union or origin is getattr(types, "UnionType", None):
        return ("union", tuple(from_hint(arg, depth + 1) for arg in args))
    if origin is typing.Literal:
        return ("literal", args)
    if str(origin).endswith("Annotated") or origin in (typing.ClassVar, typing.Final):
        return from_hint(args[0], depth + 1)
    if origin is tuple:
        return _tuple_shape(args, depth)
    if origin is collections.abc.Callable:
        return ("callable",)
    if origin in _MAPPINGS:
        return (_MAPPINGS[origin], *(from_hint(arg, depth + 1) for arg in args[:2]))
    if origin is collections.Counter:
        return ("counter", from_hint(args[0], depth + 1))
    if origin in _ORIGINS:
        return (_ORIGINS[origin], from_hint(args[0], depth + 1) if args else ANY)
    if hasattr(typing, "get_args") and hasattr(hint, "__metadata__"):
        return from_hint(args[0], depth + 1)
    return _from_class(origin, depth)


def _tuple_shape(args, depth):
    if len(args) == 2 and args[1] is Ellipsis:
        return ("tuple*", from_hint(args[0], depth + 1))
    return ("tuple", tuple(from_hint(arg, depth + 1) for arg in args if arg != ()))


def _from_class(hint, depth):
    if isinstance(hint, typing.TypeVar):
        options = hint.__constraints__ or ((hint.__bound__,) if hint.__bound__ else ())
        return ("union", tuple(from_hint(option, depth + 1) for option in options)) if options else ANY
    if hasattr(hint, "__supertype__"):
        return from_hint(hint.__supertype__, depth + 1)
    bare = {
        list: ("list", ANY),
        tuple: ("tuple*", ANY),
        dict: ("dict", STR, ANY),
        collections.Counter: ("counter", STR),
    }
    if hint in bare:
        return bare[hint]
    if hint in _ORIGINS:
        return (_ORIGINS[hint], ANY)
    if hint in _MAPPINGS:
        return (_MAPPINGS[hint], STR, ANY)
    if hint is collections.abc.Callable:
        return ("callable",)
    return from_class(hint, depth) if isinstance(hint, type) else ANY


def from_class(kind, depth=0):
    """The shape of instances of a user's class, by what its constructor takes, else ("unknown", name)."""
    if kind_of(kind):
        return ("given", kind_of(kind))
    if issubclass(kind, enum.Enum):
        return ("literal", _members_of(kind)) if len(kind) else ("unknown", kind.__name__)
    if typing.is_typeddict(kind) if hasattr(typing, "is_typeddict") else False:
        return ("fields", tuple((name, from_hint(hint, depth + 1)) for name, hint in hints_of(kind).items()))
    if inspect.isabstract(kind) or getattr(kind, "_is_protocol", False):
        concrete = [sub for sub in _subclasses(kind) if not inspect.isabstract(sub)]
        return (
            ("union", tuple(from_class(sub, depth + 1) for sub in concrete)) if concrete else ("unknown", kind.__name__)
        )
    return _with_subclasses(kind, depth)


def _members_of(kind):
    """The members of an enumeration; of flags also none of them, and each together with the next."""
    members = tuple(kind.__members__.values())
    if not issubclass(kind, enum.Flag):
        return members
    return (*members, kind(0), *(one | other for one, other in zip(members, members[1:])))


def _with_subclasses(kind, depth):
    """Instances of a class are instances of its subclasses too."""
    concrete = [sub for sub in _subclasses(kind) if not inspect.isabstract(sub)][:3] if depth <= 3 else []
    made = [_record(sub, depth) for sub in (kind, *concrete)]
    known = [shape for shape in made if shape[0] != "unknown"]
    return ("union", tuple(known)) if len(known) > 1 else known[0] if known else made[0]


def _record(kind, depth):
    if kind.__module__ == "builtins":
        return ("unknown", kind.__name__)
    if depth > 4:
        return ("again", kind)
    try:
        parameters = list(inspect.signature(kind).parameters.values())
    except (TypeError, ValueError):
        return ("unknown", kind.__name__)
    hints = {**hints_of(kind), **hints_of(kind.__init__)}
    fields = []
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        if dataclasses.is_dataclass(kind) or parameter.name in hints or parameter.default is parameter.empty:
            fields.append((parameter.name, of_parameter(parameter, hints, depth + 1)))
    return ("record", kind, tuple(fields))


def _subclasses(kind):
    for sub in kind.__subclasses__():
        yield sub
        yield from _subclasses(sub)


def hints_of(thing):
    """Resolved type hints, or what can be had of them."""
    try:
        return typing.get_type_hints(thing)
    except Exception:
        raw = getattr(thing, "__annotations__", {})
        return {name: hint for name, hint in raw.items() if not isinstance(hint, str)}


def of_parameter(parameter, hints, depth=0):
    """The shape of one parameter by its hint, else its default, else ANY."""
    shape = from_hint(hints[parameter.name], depth) if parameter.name in hints else ANY
    if parameter.default is not parameter.empty and shape == ANY:
        return of_value(parameter.default) if parameter.default is not None else ANY
    return shape


def of_value(value, depth=0):
    """The shape of a value that was seen, one level of variety kept: a list of ints and strs is a union inside."""
    kind = type(value)
    if depth > 5:
        return ("fixed", value)
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if kind in (list, set, frozenset, collections.deque):
        return (_ORIGINS[kind], _union(of_value(item, depth + 1) for item in _some(value)))
    if kind is tuple:
        if len(value) > 8 and len({type(item) for item in value}) == 1:
            return ("tuple*", _union(of_value(item, depth + 1) for item in _some(value)))
        return ("tuple", tuple(of_value(item, depth + 1) for item in value))
    if kind in _MAPPINGS or kind is collections.Counter:
        keys = _union(of_value(key, depth + 1) for key in _some(value))
        if kind is collections.Counter:
            return ("counter", keys)
        if kind is dict and 0 < len(value) <= 12 and all(type(key) is str for key in value) and _mixed(value.values()):
            return ("fields", tuple((key, of_value(item, depth + 1)) for key, item in value.items()))
        return (_MAPPINGS[kind], keys, _union(of_value(item, depth + 1) for item in _some(value.values())))
    if isinstance(value, enum.Enum):
        return ("literal", _members_of(kind))
    if kind is array.array:
        return ("array", value.typecode)
    return _of_instance(value, kind, depth)


def _of_instance(value, kind, depth):
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return ("record", kind, tuple((n, of_value(getattr(value, n), depth + 1)) for n in kind._fields))
    if kind_of(kind):
        return ("given", kind_of(kind))
    attributes = getattr(value, "__dict__", None)
    if isinstance(attributes, dict) and not callable(value):
        return ("instance", kind, tuple((n, of_value(v, depth + 1)) for n, v in attributes.items()))
    return ("fixed", value)


def _mixed(values):
    return len({type(value) for value in values}) > 1


def _some(values, limit=40):
    return [value for _, value in zip(range(limit), values)]


def _union(shapes):
    different = list(dict.fromkeys(shape for shape in shapes if _hashable(shape)))
    merged = _merge_lists(different)
    return ANY if not merged else merged[0] if len(merged) == 1 else ("union", tuple(merged))


def _merge_lists(shapes):
    # [[], [1]] has shapes list of ANY and list of int: the empty one says nothing.
    kinds = {shape[0] for shape in shapes if len(shape) == 2 and shape[1] != ANY}
    return [shape for shape in shapes if not (len(shape) == 2 and shape[1] == ANY and shape[0] in kinds)]


def _hashable(shape):
    try:
        hash(shape)
    except TypeError:
        return False
    return True


def join(first, second):
    """A shape that covers both."""
    if first in (ANY, second):
        return second
    return first if second == ANY else _union(_members(first) + _members(second))


def _members(shape):
    return list(shape[1]) if shape[0] == "union" else [shape]
