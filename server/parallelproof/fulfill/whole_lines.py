"""Stretches of a text that begin and end with a line."""

from __future__ import annotations

from ..domain import Span


def lines_of(text: str, span: Span) -> Span:
    """The whole lines that a span touches, without the last one's end; a line that it only ends before is none."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", max(span.start, span.end - 1))
    return Span(start, len(text) if end < 0 else end)


def lines_within(text: str, span: Span, inner: Span) -> Span:
    """A span without the lines that it cuts, but for those that the span within it touches."""
    start, end = span.start, span.end
    if start and text[start - 1] != "\n":
        start = text.find("\n", start, inner.start) + 1 or start
    if end < len(text) and text[end] != "\n" and (line_end := text.rfind("\n", inner.end, end)) >= 0:
        end = line_end
    return Span(start, end)
