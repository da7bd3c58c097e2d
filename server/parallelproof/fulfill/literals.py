"""Which places of a Python text are within a string or a comment, however broken the rest is."""

from __future__ import annotations

import re
from collections import deque
from typing import NamedTuple

_LITERAL = re.compile(
    r"""(?P<comment>\#[^\n]*)
    | (?P<long>\"{3}|'{3})(?:\\.|(?!(?P=long)).)*(?P<long_end>(?P=long))?
    | "(?:\\.|[^"\\\n])*(?P<double>")?
    | '(?:\\.|[^'\\\n])*(?P<single>')?""",
    re.DOTALL | re.VERBOSE,
)


class Literal(NamedTuple):
    """The comment or string that a place is in: where it begins."""

    start: int
    is_comment: bool


def literal_at(text: str, at: int) -> Literal | None:
    """The comment or string that goes on at `at`: what is typed there is part of it. None within code."""
    last = deque(_LITERAL.finditer(text, 0, at), maxlen=1)
    if not last or last[0].end() < at:
        return None
    found = last[0]
    if found["comment"] is not None:
        return Literal(found.start(), True)
    is_closed = found["long_end"] or found["double"] or found["single"]
    return None if is_closed else Literal(found.start(), False)
