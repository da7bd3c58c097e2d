"""From an old and a new text to the smallest sensible edits."""

from __future__ import annotations

from difflib import SequenceMatcher

from ...domain import Edit, Edits, Span


def edits_between(old: str, new: str) -> Edits:
    """Edits that turn `old` into `new`: changed lines only, each narrowed to what differs within them."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    changed, written = before[head : len(before) - tail], after[head : len(after) - tail]
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, changed, written, autojunk=False)
    return Edits(
        tuple(
            _narrowed(old, starts[head + i1], starts[head + i2], "".join(written[j1:j2]))
            for tag, i1, i2, j1, j2 in matcher.get_opcodes()
            if tag != "equal"
        )
    )


def _narrowed(old: str, start: int, end: int, text: str) -> Edit:
    """One edit without the characters that both sides begin or end with; never splits a line ending."""
    head = _shared(old[start:end], text)
    if head and (old[start + head - 1] == "\r" or text[head - 1 : head] == "\r"):
        head -= 1
    tail = _shared(old[start + head : end][::-1], text[head:][::-1])
    if tail and "\n" in (old[end - tail], text[len(text) - tail]) and "\r\n" in old:
        tail -= 1
    return Edit(Span(start + head, end - tail), text[head : len(text) - tail])


def _shared(left: list[str] | str, right: list[str] | str) -> int:
    """How many items two sequences begin with in common."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
