"""Positions <-> offsets, and edits on their way in and out. Columns in UTF-8, -16 and -32 live here alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from lsprotocol import types

from ..domain import Edit, Edits, Span
from ..fulfill.places import in_common

_BREAK = re.compile(r"\r\n?|\n")
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


@dataclass(frozen=True, slots=True)
class Lines:
    """A text and where its lines begin; breaks are those of LSP: CR LF, LF and CR."""

    text: str
    starts: list[int]

    @classmethod
    def of(cls, text: str) -> Lines:
        """The lines of a text."""
        return cls(text, [0, *(found.end() for found in _BREAK.finditer(text))])

    def line_at(self, offset: int) -> int:
        """The line that an offset is in."""
        return bisect_right(self.starts, offset) - 1

    def bounds(self, line: int) -> Span:
        """Where a line begins and ends, its break left out; after the last line: the end of the text."""
        if line >= len(self.starts):
            return Span(len(self.text), len(self.text))
        start = self.starts[line]
        if line + 1 == len(self.starts):
            return Span(start, len(self.text))
        end = self.starts[line + 1] - 1
        is_pair = end > start and self.text[end] == "\n" and self.text[end - 1] == "\r"
        return Span(start, end - is_pair)

    def after(self, edit: Edit) -> Lines:
        """The lines of the text after an edit; only those around it are looked for again."""
        span = edit.span
        text = self.text[: span.start] + edit.text + self.text[span.end :]
        # One line more on both sides, as a CR and a LF may have been joined or parted.
        first = max(0, self.line_at(span.start) - 1)
        last = bisect_right(self.starts, span.end + 1)
        shift = len(text) - len(self.text)
        tail = [start + shift for start in self.starts[last:]]
        stop = tail[0] if tail else len(text) + 1
        anew = (found.end() for found in _BREAK.finditer(text, self.starts[first], min(stop, len(text))))
        return Lines(text, [*self.starts[: first + 1], *(start for start in anew if start < stop), *tail])


class Converter:
    """Speaks the client's positions. Keeps the lines of each document, so that an edit does not cost a whole text."""

    def __init__(self, encoding: str = "utf-16") -> None:
        self.encoding = encoding
        self._codec, self._width = _CODECS[encoding]
        self._lines: dict[str, Lines] = {}

    def forget(self, uri: str) -> None:
        """The document is closed."""
        self._lines.pop(uri, None)

    def changes(self, uri: str, text: str, changes: Sequence[types.TextDocumentContentChangeEvent]) -> list[Edit]:
        """A client's changes, each against the text after those before it; places out of range are clamped."""
        lines, edits = self._of(uri, text), []
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                edit = Edit(self._span(lines, change.range), change.text)
            else:
                edit = difference(lines.text, change.text)
            edits.append(edit)
            lines = lines.after(edit)
        self._lines[uri] = lines
        return edits

    def span(self, uri: str, text: str, place: types.Range) -> Span:
        """The offsets of a range."""
        return self._span(self._of(uri, text), place)

    def range(self, uri: str, text: str, span: Span) -> types.Range:
        """The range of two offsets."""
        lines = self._of(uri, text)
        return types.Range(self._position(lines, span.start), self._position(lines, span.end))

    def text_edits(self, uri: str, text: str, edits: Edits) -> list[types.TextEdit]:
        """Edits for the client to apply to `text`."""
        return [types.TextEdit(self.range(uri, text, edit.span), edit.text) for edit in edits.edits]

    def line(self, uri: str, text: str, offset: int) -> Span:
        """Where the line of an offset begins and ends, its break left out."""
        lines = self._of(uri, text)
        return lines.bounds(lines.line_at(offset))

    def _of(self, uri: str, text: str) -> Lines:
        known = self._lines.get(uri)
        if known is None or (known.text is not text and known.text != text):
            known = self._lines[uri] = Lines.of(text)
        return known

    def _span(self, lines: Lines, place: types.Range) -> Span:
        start = self._offset(lines, place.start)
        return Span(start, max(start, self._offset(lines, place.end)))

    def _offset(self, lines: Lines, position: types.Position) -> int:
        bounds = lines.bounds(max(0, position.line))
        column = max(0, position.character)
        # Every code point takes a unit or more, so this much of the line is enough.
        head = lines.text[bounds.start : min(bounds.end, bounds.start + column)]
        if head.isascii() or self._width == 4:
            return bounds.start + len(head)
        units = head.encode(self._codec, "surrogatepass")[: column * self._width]
        return bounds.start + len(units.decode(self._codec, "ignore" if self._width == 1 else "surrogatepass"))

    def _position(self, lines: Lines, offset: int) -> types.Position:
        offset = max(0, min(offset, len(lines.text)))
        line = lines.line_at(offset)
        head = lines.text[lines.starts[line] : offset]
        column = len(head) if head.isascii() else len(head.encode(self._codec, "surrogatepass")) // self._width
        return types.Position(line, column)


def difference(old: str, new: str) -> Edit:
    """The smallest single edit that turns one text into the other."""
    start = in_common(old, new)
    longest = min(len(old), len(new)) - start
    end = in_common(old[len(old) - longest :][::-1], new[len(new) - longest :][::-1])
    return Edit(Span(start, len(old) - end), new[start : len(new) - end])
