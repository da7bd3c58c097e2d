"""Parameters of a statement, from the style of its document to $1, $2, ... and back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...domain import ParameterStyle
from .lexing import Token, tokens

_STYLES: tuple[ParameterStyle, ...] = ("pyformat", "format", "numeric", "named", "qmark")
POSITIONAL: frozenset[ParameterStyle] = frozenset({"format", "qmark"})
"""Styles that pass values in the order of the text."""
_PERCENT = re.compile(r"%%|%(?:\([^()%]+\))?[sbt](?!\w)|%")
_NAMED = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A statement with its parameters as $1, $2, ...: their names, and how the document spells each."""

    sql: str
    style: ParameterStyle
    names: tuple[str, ...]
    spelled: tuple[str, ...]
    is_doubled: bool = False
    """Whether `%` is written twice there."""


def style_of(text: str) -> ParameterStyle | None:
    """The style that a statement in a `.sql` file is written in; None where it has several."""
    found: list[ParameterStyle] = [style for style in _STYLES if _has(text, style)]
    return None if len(found) > 1 else found[0] if found else "none"


def numbered(text: str, style: ParameterStyle) -> Numbered | None:
    """A statement's parameters in numbers; None where one is written in a string or comment, or `%` is used wrongly.

    In the styles with `%` whoever passes the values reads `%%` as one, anywhere in the text.
    """
    doubled = style in ("format", "pyformat")
    read = list(tokens(text, style))
    found = [token.text for token in read if token.kind == "parameter"]
    if doubled and [match for match in _PERCENT.findall(text) if match != "%%"] != found:
        return None
    names, spelled, parts = _Names(style), dict[str, str](), []
    for token in read:
        if token.kind != "parameter":
            parts.append(token.text.replace("%%", "%") if doubled else token.text)
            continue
        name = names.of(token.text)
        if spelled.setdefault(name, token.text) != token.text:
            return None
        parts.append(f"${names.number(name)}")
    if not names.are_complete():
        return None
    ordered = names.ordered()
    return Numbered("".join(parts), style, ordered, tuple(spelled[name] for name in ordered), doubled)


def spelled(sql: str, like: Numbered) -> str | None:
    """A statement with $n in the style of another one; None where the values that are passed would not fit it.

    Values by position keep their order, and each parameter is used at least once in any style.
    """
    read = list(tokens(sql, "numeric"))
    used = [int(token.text[1:]) for token in read if token.kind == "parameter"]
    wanted = list(range(1, len(like.names) + 1))
    if (used if like.style in POSITIONAL else sorted(set(used))) != wanted:
        return None
    text = "".join(_written(token, like) for token in read)
    again = numbered(text, like.style)
    return text if again is not None and again.sql == sql and again.names == like.names else None


def _written(token: Token, like: Numbered) -> str:
    if token.kind == "parameter":
        return like.spelled[int(token.text[1:]) - 1]
    return token.text.replace("%", "%%") if like.is_doubled else token.text


def _has(text: str, style: ParameterStyle) -> bool:
    last = Token("mark", "(", 0)
    for token in tokens(text, style):
        if token.kind == "parameter" and not (style == "format" and last.ends_operand):
            return True
        last = token if token.is_code else last
    return False


class _Names:
    """The names of parameters as they come."""

    def __init__(self, style: ParameterStyle) -> None:
        self._style = style
        self._found: dict[str, int] = {}

    def of(self, text: str) -> str:
        """The name that a parameter is written with."""
        if self._style in POSITIONAL:
            return str(len(self._found) + 1)
        if self._style == "numeric":
            return text[1:]
        if self._style == "pyformat":
            return text[2 : text.index(")")]
        match = _NAMED.search(text)
        return match[0] if match else text

    def number(self, name: str) -> int:
        """Its number: its own where it is one, else in the order of first use."""
        number = int(name) if self._style == "numeric" else len(self._found) + 1
        return self._found.setdefault(name, number)

    def are_complete(self) -> bool:
        """Whether no number is left out."""
        return sorted(self._found.values()) == list(range(1, len(self._found) + 1))

    def ordered(self) -> tuple[str, ...]:
        """All names by number."""
        return tuple(sorted(self._found, key=lambda name: self._found[name]))
