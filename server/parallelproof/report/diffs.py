"""Unified diffs of changes, built around their edits alone, so that a large file costs no more than a small one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from ..domain import Change, Edit, Edits, Span

CONTEXT = 3
_HUNK = re.compile(r"^@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@")


@dataclass(frozen=True, slots=True)
class _Region:
    """Whole lines around edits that lie close together."""

    span: Span
    edits: tuple[Edit, ...]

    def rewritten(self, text: str) -> str:
        shifted = (Edit(Span(e.span.start - self.span.start, e.span.end - self.span.start), e.text) for e in self.edits)
        return Edits(tuple(shifted)).apply(text[self.span.start : self.span.end])


def unified(path: str, text: str, change: Change) -> str:
    """The change of the file `path` as a unified diff that `patch -p1` takes; empty if it changes nothing."""
    hunks = "".join(_hunks(text, change))
    return f"--- a/{path}\n+++ b/{path}\n{hunks}" if hunks else ""


def _hunks(text: str, change: Change) -> Iterator[str]:
    grown = 0
    for region in _regions(text, change):
        before = text.count("\n", 0, region.span.start)
        old, new = _lines(text[region.span.start : region.span.end]), _lines(region.rewritten(text))
        for line in list(unified_diff(old, new, n=CONTEXT))[2:]:
            hunk = _HUNK.match(line)
            shifted = _shift(hunk, before, before + grown) + line[hunk.end() :] if hunk else line
            yield shifted if shifted.endswith("\n") else f"{shifted}\n\\ No newline at end of file\n"
        grown += len(new) - len(old)


def _shift(hunk: re.Match[str], old: int, new: int) -> str:
    return f"@@ -{int(hunk[1]) + old}{hunk[2] or ''} +{int(hunk[3]) + new}{hunk[4] or ''} @@"


def _regions(text: str, change: Change) -> Iterator[_Region]:
    """Regions with their context, in order; edits whose contexts meet share one."""
    span, edits = Span(0, 0), list[Edit]()
    for edit in change.edits:
        around = Span(_lines_before(text, edit.span.start), _lines_after(text, edit.span.end))
        if edits and around.start <= span.end:
            span = Span(span.start, max(span.end, around.end))
        else:
            if edits:
                yield _Region(span, tuple(edits))
            span, edits = around, []
        edits.append(edit)
    if edits:
        yield _Region(span, tuple(edits))


def _lines_before(text: str, offset: int) -> int:
    """Start of the line that is CONTEXT lines above the one of `offset`."""
    for _ in range(CONTEXT + 1):
        newline = text.rfind("\n", 0, offset)
        if newline < 0:
            return 0
        offset = newline
    return offset + 1


def _lines_after(text: str, offset: int) -> int:
    """End of the line that is CONTEXT lines below the one of `offset`."""
    for _ in range(CONTEXT + 1):
        newline = text.find("\n", offset)
        if newline < 0:
            return len(text)
        offset = newline + 1
    return offset


def _lines(text: str) -> list[str]:
    """Lines with their LF; only LF parts them, as for `patch` and git."""
    return [line for line in re.split(r"(?<=\n)", text) if line]
