"""Write a changed query back where it was found."""

from __future__ import annotations

from itertools import pairwise

from ...domain import Edit, Query, Snapshot
from .found import Found, Literal
from .layout import laid_out
from .lexing import tokens
from .parameters import POSITIONAL, numbered, spelled, used
from .queries import read
from .quoting import quoted


def rewritten(snapshot: Snapshot, query: Query, sql: str) -> tuple[Edit, ...] | None:
    """The edits that put `sql`, with $n, in the place of a query; None where it cannot be written there or is the same.

    It has all parameters of the query, in the document's own style. Those by position keep their order, each once,
    unless their values stand in the call as a tuple or list, which is then written anew. In Python it is a literal with
    the same prefix and quotes, and literals side by side stay so, one a line. What did not change keeps its blanks, the
    case of its keywords and its comments.
    """
    found = next((found for found in read(snapshot) if found.query.unit.span == query.unit.span), None)
    if found is None or found.query.sql != query.sql:
        return None
    if found.literal is not None:
        text = _in_literal(found, found.literal, sql)
    else:
        text = _laid_out(found, found.numbered.sql, sql, _indent(snapshot.text, query.unit.span.start), True)
        text = text if text is not None and _may_hold(text, found) else None
    values = _values(found, sql)
    if text is None or values is None:
        return None
    if "\r\n" in snapshot.text:
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return tuple(sorted((Edit(query.unit.span, text), *values)))


def _may_hold(text: str, found: Found) -> bool:
    """Whether a statement of a `.sql` file with named parameters has no new `%`.

    Some libraries pass such a statement on in a style in which that has to be doubled, and nothing says which do.
    """
    if found.numbered.style != "named":
        return True
    before, after = ({token.text for token in tokens(each) if "%" in token.text} for each in (found.text, text))
    return after <= before


def _values(found: Found, sql: str) -> list[Edit] | None:
    """The edit of the values that are passed by position, none where they are passed as before; None if impossible.

    One that is passed twice is written again in any case: the result rests on both being the same.
    """
    before = found.numbered.passed
    after = [found.numbered.names[number - 1] for number in used(sql)]
    is_same = list(before) == after
    if found.numbered.style not in POSITIONAL or (is_same and len(set(after)) == len(after)):
        return []
    if found.passed is None:
        return None
    fixed = [value for value in after if value in found.passed.fixed]
    if fixed != [value for value in before if value in found.passed.fixed]:
        return None
    text = ", ".join(after) + ("," if found.passed.is_tuple and len(after) == 1 else "")
    return [Edit(found.passed.span, f"({text})" if found.passed.is_tuple else f"[{text}]")]


def _in_literal(found: Found, literal: Literal, sql: str) -> str | None:
    value = literal.value
    before, after = value[: found.at], value[found.at + len(found.text) :]
    if len(literal.quotes) == 3:
        text = _laid_out(found, found.numbered.sql, sql, _line_indent(value, found, literal), True)
        return quoted(before + text + after, literal) if text is not None else None
    broken = _broken(found, literal)
    text = _laid_out(found, broken or found.numbered.sql, sql, "", broken is not None)
    return quoted(before + text + after, literal) if text is not None else None


def _laid_out(found: Found, old: str, sql: str, indent: str, may_break: bool) -> str | None:
    text = laid_out(old, sql, indent, may_break)
    return spelled(text, found.numbered) if text is not None and text != old else None


def _broken(found: Found, literal: Literal) -> str | None:
    """The query of literals side by side, with a line for each; None where one ends within a word."""
    ends = [piece[-1:].isspace() or later[:1].isspace() for piece, later in pairwise(literal.pieces)]
    if len(literal.pieces) == 1 or not all(ends) or found.text != literal.value.strip():
        return None
    text = "\n".join(piece.strip() for piece in literal.pieces).strip()
    number = numbered(text, found.numbered.style, found.numbered.passed)
    return number.sql if number else None


def _line_indent(value: str, found: Found, literal: Literal) -> str:
    """The blanks before the lines of a statement in triple quotes; where it begins beside them, those of the code."""
    line = value[value.rfind("\n", 0, found.at) + 1 : found.at]
    if "\n" in value[: found.at] and not line.strip():
        return line
    later = [text for text in found.text.split("\n")[1:] if text.strip()]
    return min((text[: len(text) - len(text.lstrip())] for text in later), key=len, default=literal.indent)


def _indent(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip())]
