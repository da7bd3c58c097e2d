"""Documents, places in them, and edits of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points in a text."""

    start: int
    end: int

    def touches(self, other: Span) -> bool:
        """Whether the two share a code point, or an empty one lies within or at an edge of the other."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document as it was at one version; nothing changes under the work that holds it."""

    uri: str
    version: int
    language: str
    text: str
    cursor: int | None = None

    @property
    def path(self) -> Path | None:
        """The file behind the document, or None for an untitled, notebook or remote one."""
        return path_of(self.uri)


def path_of(uri: str) -> Path | None:
    """The path a `file:` URI names, or None for any other scheme."""
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    path = unquote(parts.path)
    windows_drive = len(path) > 2 and path[0] == "/" and path[2] == ":"
    return Path(path[1:] if windows_drive else path)


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace `span` of the original text by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Edits:
    """A change of one document: edits sorted by position, not overlapping, all against the same original text."""

    edits: tuple[Edit, ...]

    def apply(self, text: str) -> str:
        """The text with every edit applied."""
        parts, at = [], 0
        for edit in self.edits:
            parts += [text[at : edit.span.start], edit.text]
            at = edit.span.end
        return "".join([*parts, text[at:]])
