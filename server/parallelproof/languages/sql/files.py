"""The queries of a `.sql` file, split as psql and the libraries that read such files split it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...domain import Snapshot, Span
from ..python import ignores
from ..python.ignores import Headed, Ignored
from .found import Found, query, unique
from .lexing import Token, tokens
from .parameters import Numbered, numbered, style_of
from .parsing import begins_query, summary

_NAME = re.compile(r"--\s*:?name\s*:?\s+([^\W\d][\w.-]*)")
"""`-- name: late_orders` with whatever follows (sqlc, aiosql, yesql), or `-- :name late_orders` (pugsql, HugSQL)."""
_SENDS = re.compile(r"\\(?:g\w*|watch|crosstabview)\b")
"""Commands of psql that send the statement before them, as a semicolon does."""
_COPIED = re.compile(r"^([ \t]*copy\b[^;]*\bfrom\s+stdin\b[^;]*;[^\n]*\n)(.*?^\\\.\r?$|.*\Z)", re.I | re.M | re.S)
_PUT_IN = re.compile(r":(?:\"|\{\?)")
"""Where psql puts in a name, or whether there is a variable: no parameter can stand there."""
_MARK = "--"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement without its semicolon; `name` is what a comment before it says, or ""."""

    span: Span
    text: str
    name: str


def read(snapshot: Snapshot) -> list[Found]:
    """Every query of the file that is worth optimising and not switched off by a comment."""
    off = ignored(snapshot.text)
    if off.file:
        return []
    works = [
        work
        for statement in statements(snapshot.text)
        if begins_query(statement.text) and not off.covers(statement.span.start) and (work := _work(statement))
    ]
    names = unique(name for name, _, _ in works)
    return [
        Found(query(snapshot.uri, name, statement.span, statement.text, number), number, statement.text)
        for name, (_, statement, number) in zip(names, works, strict=True)
    ]


def ignored(text: str) -> Ignored:
    """What the `-- parallelproof: ignore` comments switch off: they stand above, beside or in a statement."""
    if not ignores.offsets(text, _MARK):
        return Ignored()
    heads = (Headed(statement.span, statement.span.end) for statement in statements(text))
    comments = (token.start for token in tokens(_without_data(text)) if token.kind == "comment")
    return ignores.read(text, heads, comments, _MARK)


def statements(text: str) -> Iterator[Statement]:
    """Every statement, in the order of the text."""
    code, name = list[Token](), ""
    for token in tokens(_without_data(text)):
        if token.kind == "comment" and not code:
            named = _NAME.match(token.text)
            name = named[1] if named else name
        if token.kind == "semicolon" or (token.kind == "backslash" and _SENDS.match(token.text)):
            if code:
                yield _statement(text, code, name)
            code, name = [], ""
        elif token.is_code and (code or token.kind != "backslash"):
            code.append(token)
    if code:
        yield _statement(text, code, name)


def _without_data(text: str) -> str:
    """The text with blanks for the lines of data after `COPY ... FROM stdin`, which are no SQL."""
    return _COPIED.sub(lambda match: match[1] + " " * len(match[2]), text)


def _statement(text: str, code: list[Token], name: str) -> Statement:
    span = Span(code[0].start, code[-1].end)
    return Statement(span, text[span.start : span.end], name)


def _work(statement: Statement) -> tuple[str, Statement, Numbered] | None:
    style = style_of(statement.text)
    number = numbered(statement.text, style) if style and not _PUT_IN.search(statement.text) else None
    what = summary(number.sql) if number else None
    return (statement.name or what, statement, number) if number and what else None
