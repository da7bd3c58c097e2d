"""Errors in pasted text: their types, and of their messages only what Python itself says to everyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..domain import Span

_TYPE = re.compile(
    r"(?<![\w.])("
    r"(?:[^\W\d]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Exit|Iteration|Timeout)\b"
    r"|(?:[^\W\d]\w*\.)+[A-Z]\w*(?=:[ \t])"
    r")(?::[ \t]*([^\n]*))?"
)
_KINDS = (
    "NoneType|int|float|complex|str|bytes|bytearray|bool|list|tuple|dict|set|frozenset|range|slice|function|method|"
    "module|type|generator|coroutine|async_generator|builtin_function_or_method|map|filter|zip|property|ellipsis"
)
_MESSAGES = (
    "object has no attribute", "object is not subscriptable", "object is not callable", "object is not iterable",
    "object is not an iterator", "object does not support item assignment", "object does not support item deletion",
    "object does not support the context manager protocol", "object does not support the asynchronous context manager",
    "object cannot be interpreted as an integer", "object can't be used in 'await' expression",
    "object is not reversible", "object is not a mapping", "argument of type", "unhashable type",
    "unsupported operand type(s) for", "not supported between instances of", "bad operand type for unary",
    "can only concatenate str", "can only concatenate list", "must be str, not", "must be real number, not",
    "list index out of range", "string index out of range", "tuple index out of range", "pop from empty list",
    "pop from an empty deque", "list indices must be integers or slices", "string indices must be integers",
    "missing 1 required positional argument", "required positional arguments", "got an unexpected keyword argument",
    "got multiple values for argument", "positional arguments but", "takes no arguments", "takes no keyword arguments",
    "not enough values to unpack", "too many values to unpack", "cannot unpack non-iterable",
    "invalid literal for int() with base 10", "could not convert string to float", "math domain error",
    "division by zero", "integer division or modulo by zero", "float division by zero",
    "maximum recursion depth exceeded", "dictionary changed size during iteration", "set changed size during iteration",
    "No module named", "cannot import name", "most likely due to a circular import",
    "attempted relative import with no known parent package", "attempted relative import beyond top-level package",
    "local variable referenced before assignment", "cannot access local variable", "is not defined",
    "codec can't decode byte", "codec can't encode character", "embedded null byte",
    "No such file or directory", "Permission denied", "Is a directory", "Not a directory", "File exists",
    "Address already in use", "Connection refused", "Connection reset by peer", "Broken pipe", "timed out",
    "Too many open files", "Event loop is closed", "no running event loop", "was never awaited",
    "asyncio.run() cannot be called from a running event loop", "is bound to a different event loop",
    "attached to a different loop", "cannot reuse already awaited coroutine", "generator already executing",
    "Expecting value", "Expecting property name enclosed in double quotes", "Extra data", "Invalid control character",
    "is not JSON serializable", "cannot pickle", "Can't instantiate abstract class", "metaclass conflict",
    "non-default argument follows default argument", "mutable default", "__init__() takes",
    "invalid syntax", "unexpected indent", "expected an indented block", "unterminated string literal",
    "unindent does not match any outer indentation level", "was never closed", "unmatched",
    "certificate verify failed", "Name or service not known", "database is locked", "no such table",
)  # fmt: skip
_MESSAGE = re.compile(rf"(?:'({_KINDS})' )?({'|'.join(map(re.escape, sorted(_MESSAGES, key=len, reverse=True)))})")


@dataclass(frozen=True, slots=True)
class ErrorText:
    """An error's type as it is written there, and the public part of its message, "" where none is known."""

    type: str
    message: str
    span: Span


def errors(text: str, span: Span) -> Iterator[ErrorText]:
    """The errors in a span of a text. Their messages hold no name, path, number or word but Python's own."""
    for match in _TYPE.finditer(text, span.start, span.end):
        yield ErrorText(match[1], _public(match[2] or ""), Span(match.start(1), match.end(1)))


def _public(message: str) -> str:
    said = _MESSAGE.search(message)
    return " ".join(filter(None, said.groups())) if said else ""
