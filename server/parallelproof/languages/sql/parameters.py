"""Parameters of a statement, from the style of its document to $1, $2, ... and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...domain import ParameterStyle
from .lexing import PARAMETERS, Token, tokens

_STYLES: tuple[ParameterStyle, ...] = ("pyformat", "format", "numeric", "named", "qmark")
POSITIONAL: frozenset[ParameterStyle] = frozenset({"format", "qmark"})
"""Styles that pass values in the order of the text."""
_PERCENT = re.compile(r"%%|%(?:\([^()%]+\))?[sbt](?!\w)|%")
_NAMES = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A statement with its parameters as $1, $2, ...: their names, and how the document spells each."""

    sql: str
    style: ParameterStyle
    names: tuple[str, ...]
    spelled: tuple[str, ...]
    is_doubled: bool = False
    """Whether `%` is written twice there."""
    passed: tuple[str, ...] = ()
    """The names in the order of the text."""


def style_of(text: str) -> ParameterStyle | None:
    """The style that a statement in a `.sql` file is written in; None where it has several."""
    found: list[ParameterStyle] = [style for style in _STYLES if _has(text, style)]
    return None if len(found) > 1 else found[0] if found else "none"


def numbered(text: str, style: ParameterStyle, given: Sequence[str] = ()) -> Numbered | None:
    """A statement's parameters in numbers; None where one is written in a string or comment, or `%` is used wrongly.

    Named ones are numbered by the order of their names, so that a statement that is rewritten numbers them as before.
    `given` names those that are passed by position, one for each. In the styles with `%` whoever passes the values
    reads `%%` as one, anywhere in the text.
    """
    doubled = style in ("format", "pyformat")
    read = list(tokens(text, style))
    found = [token.text for token in read if token.kind == "parameter"]
    if doubled and [match for match in _PERCENT.findall(text) if match != "%%"] != found:
        return None
    names = _names(found, style, given)
    ordered = tuple(sorted(set(names), key=lambda name: (int(name) if name.isdigit() else 0, name)))
    spelled = dict(zip(names, found, strict=True))
    is_odd = any(spelled[name] != text for name, text in zip(names, found, strict=True))
    if is_odd or (style == "numeric" and ordered != tuple(str(number + 1) for number in range(len(ordered)))):
        return None
    numbers = iter(f"${ordered.index(name) + 1}" for name in names)
    parts = (next(numbers) if token.kind == "parameter" else _plain(token.text, doubled) for token in read)
    return Numbered("".join(parts), style, ordered, tuple(spelled[name] for name in ordered), doubled, names)


def _names(found: Sequence[str], style: ParameterStyle, given: Sequence[str]) -> tuple[str, ...]:
    if style not in POSITIONAL:
        return tuple(_name(text, style) for text in found)
    return tuple(given) if len(given) == len(found) else tuple(str(place + 1) for place in range(len(found)))


def used(sql: str) -> list[int]:
    """The numbers of the parameters of a statement with $n, in the order of the text."""
    return [int(token.text[1:]) for token in tokens(sql, "numeric") if token.kind == "parameter"]


def spelled(sql: str, like: Numbered) -> str | None:
    """A statement with $n in the style of another one; None where it does not use all of the same parameters."""
    numbers = used(sql)
    if set(numbers) != set(range(1, len(like.names) + 1)):
        return None
    text = "".join(_written(token, like) for token in tokens(sql, "numeric"))
    again = numbered(text, like.style, [like.names[number - 1] for number in numbers])
    return text if again is not None and again.sql == sql and again.names == like.names else None


def _written(token: Token, like: Numbered) -> str:
    if token.kind == "parameter":
        return like.spelled[int(token.text[1:]) - 1]
    return token.text.replace("%", "%%") if like.is_doubled else token.text


def _has(text: str, style: ParameterStyle) -> bool:
    if not re.search(PARAMETERS[style], text):
        return False
    last = Token("mark", "(", 0)
    for token in tokens(text, style):
        if token.kind == "parameter" and not (style == "format" and last.ends_operand):
            return True
        last = token if token.is_code else last
    return False


def _name(text: str, style: ParameterStyle) -> str:
    """The name that a parameter is written with."""
    if style == "pyformat":
        return text[2 : text.index(")")]
    return _NAMES.findall(text)[-1] if style == "named" else text[1:]


def _plain(text: str, doubled: bool) -> str:
    return text.replace("%%", "%") if doubled else text
