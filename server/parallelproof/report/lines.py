"""Offsets to lines. Lines end with LF, CRLF or CR, as an editor counts them."""

from __future__ import annotations

import re
from bisect import bisect_right

_LINE_END = re.compile(r"\r\n|\n|\r")


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and character of an offset, both from 0, in code points."""
        line = bisect_right(self._starts, offset) - 1
        return line, offset - self._starts[line]

    def number(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self._starts, offset)
