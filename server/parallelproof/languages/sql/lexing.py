"""SQL text as Postgres and psql read it, in tokens that join to the text again; nothing is ever too broken for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ...domain import ParameterStyle

Kind = Literal[
    "space", "comment", "string", "name", "number", "parameter", "word", "operator", "semicolon", "backslash",
    "mark", "broken",
]  # fmt: skip
"""A *name* is in double quotes. *Backslash* is a command of psql with its line. What never ends is *broken*."""

PARAMETERS: dict[ParameterStyle, str] = {
    "none": r"(?!)",
    "format": r"%[sbt](?!\w)",
    "pyformat": r"%\([^()%]+\)[sbt](?!\w)",
    "named": r"""(?<![:\w\\\]]):(?:[^\W\d]\w*|'[^\W\d]\w*'(?!'))|sqlc\.n?arg\('?[^\W\d]\w*'?\)""",
    "numeric": r"\$\d+",
    "qmark": r"(?<!@)\?",
}
"""How each style writes a parameter."""

_TOKENS = r"""
  (?P<space>\s+)
| (?P<comment>--[^\r\n]*)
| (?P<block>/\*)
| (?P<string>[eE]'(?:[^'\\]|\\.|'')*'|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'|\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$)
| (?P<name>(?:[uU]&)?"(?:[^"]|"")*")
| (?P<parameter>{parameter})
| (?P<broken>(?:[eEbBxXnN]|[uU]&)?'.*|(?:[uU]&)?".*|\$(?:[^\W\d]\w*)?\$.*)
| (?P<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
| (?P<word>[^\W\d][\w$]*)
| (?P<semicolon>\\?;)
| (?P<backslash>\\[^\r\n]*)
| (?P<operator>::|:=|(?:(?!--|/\*|{parameter})[-+*/<>=~!@\#%^&|`?])+)
| (?P<mark>.)
"""
_BLOCK_ENDS = re.compile(r"/\*|\*/")
_OPENS_VALUE = frozenset({
    "all", "and", "any", "as", "between", "by", "case", "distinct", "else", "end", "escape", "except", "fetch", "first",
    "from", "group", "having", "ilike", "in", "intersect", "interval", "is", "isnull", "like", "limit", "next", "not",
    "notnull", "offset", "on", "or", "order", "returning", "select", "set", "similar", "then", "to", "union", "using",
    "values", "when", "where",
})  # fmt: skip
"""Words that do not end an operand, so that what follows is no operator between two."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of SQL; `start` is its offset in the text."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)

    @property
    def is_code(self) -> bool:
        """Whether the database reads it."""
        return self.kind not in ("space", "comment")

    @property
    def ends_operand(self) -> bool:
        """Whether an operator may follow that takes what ends here."""
        if self.kind == "word":
            return self.text.lower() not in _OPENS_VALUE
        return self.kind in ("string", "name", "number", "parameter") or self.text in (")", "]")


@cache
def _pattern(style: ParameterStyle) -> re.Pattern[str]:
    # As the whole is verbose, `#` and blanks of a style would have to be escaped; none has any.
    return re.compile(_TOKENS.replace("{parameter}", PARAMETERS[style]), re.VERBOSE | re.DOTALL)


def tokens(text: str, style: ParameterStyle = "none") -> Iterator[Token]:
    """All of a text, with its parameters if they are of that style."""
    pattern, at, last = _pattern(style), 0, Token("mark", "(", 0)
    while at < len(text):
        match = pattern.match(text, at)
        assert match, "the last alternative takes any character"
        kind, end = match.lastgroup, match.end()
        if kind == "block":
            end = _block_end(text, at)
            kind = "comment" if end > 0 else "broken"
            end = end if end > 0 else len(text)
        elif kind == "parameter" and style == "qmark" and last.ends_operand:
            match = _pattern("none").match(text, at)
            assert match
            kind, end = "operator", match.end()
        token = Token("string" if kind == "tag" else kind, text[at:end], at)  # type: ignore[arg-type]
        yield token
        at, last = end, token if token.is_code else last


def _block_end(text: str, start: int) -> int:
    """Where a block comment ends, others nested in it; -1 where it does not."""
    depth = 0
    for match in _BLOCK_ENDS.finditer(text, start):
        depth += 1 if match[0] == "/*" else -1
        if not depth:
            return match.end()
    return -1
