"""A citation as a comment in the code, where a comment may stand and with nothing in it that could end it."""

from __future__ import annotations

import re

from ..domain import Citation, Edit, Span
from .literals import literal_at

_MOST_TITLE_CHARS = 80
_CODING = re.compile(r"coding([:=])")


def citation_edit(text: str, at: int, citation: Citation) -> Edit:
    """A comment above the line of `at`, or above the string or the continued line that this one is part of."""
    start = _line_start(text, at)
    while start:
        literal = literal_at(text, start)
        is_continued = text[:start].rstrip("\r\n").endswith("\\") and literal is None
        if literal is None and not is_continued:
            break
        start = _line_start(text, start - 1 if literal is None else literal.start)
    line = text[start:].partition("\n")[0]
    indent = line[: len(line) - len(line.lstrip())]
    newline = "\r\n" if "\r\n" in text else "\n"
    said = ", ".join(filter(None, (_plain(citation.title)[:_MOST_TITLE_CHARS], _plain(citation.source))))
    # In the first two lines of a file, `coding:` would say how Python decodes it.
    said = _CODING.sub(r"coding \1", said)
    return Edit(Span(start, start), f"{indent}# See: {said}{newline}")


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _plain(text: str) -> str:
    """One line of visible characters: a title comes from outside, and could bring lines or turn the reading order."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
