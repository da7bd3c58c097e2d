"""What can be made faster, the ideas for it, and a change that nobody has checked yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from .documents import Edit, Edits, Span


class Strategy(StrEnum):
    """The kind of idea behind a candidate; an agent follows one."""

    ALGORITHMIC = "algorithmic"
    DATA_STRUCTURE = "data-structure"
    DATABASE = "database"
    CACHING = "caching"
    PARALLELIZATION = "parallelization"
    MEMORY = "memory"
    VECTORIZATION = "vectorization"
    BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class Unit:
    """A function or a query that can be optimised.

    `name` is dotted from the module ("total", "Cart.total", "outer.inner"). `entry` is the outermost callable
    through which it is called: `name` itself, except for nested functions ("outer" for "outer.inner").
    """

    uri: str
    name: str
    entry: str
    language: str
    span: Span
    source: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A known way to make code faster, loaded from `knowledge/<language>/<id>/`."""

    id: str
    language: str
    title: str
    strategy: Strategy
    proposer: str
    spec: dict[str, object]
    symptoms: tuple[str, ...]
    sources: tuple[str, ...]
    why: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a pattern matches."""

    unit: Unit
    pattern: str
    span: Span
    message: str
    score: float = 1.0
    sources: tuple[str, ...] = ()
    """Addresses of pages that back the pattern."""


@dataclass(frozen=True, slots=True)
class DDL:
    """A change of the database: statements to run there, in order, and those that take them back.

    With `edits`, the query is rewritten too, and the statements are for the rewritten one.
    """

    statements: tuple[str, ...]
    undo: tuple[str, ...]
    edits: tuple[Edit, ...] = ()
    online: tuple[str, ...] = ()
    """How the same is made on a server in use, where that takes other statements; empty where it does not."""

    def apply(self, text: str) -> str:
        """The text with every edit applied."""
        return Edits(self.edits).apply(text)


@dataclass(frozen=True, slots=True)
class Setting:
    """Server settings for one query only, as (name, value); with `edits`, for the rewritten query."""

    values: tuple[tuple[str, str], ...]
    edits: tuple[Edit, ...] = ()

    def apply(self, text: str) -> str:
        """The text with every edit applied."""
        return Edits(self.edits).apply(text)


Change = Edits | DDL | Setting


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change of a unit, or of what it runs on, that nobody has checked yet. `why` is one sentence for a person."""

    unit: Unit
    finding: Finding | None
    strategy: Strategy
    proposer: str
    change: Change
    why: str
    depth: int = 0

    @property
    def pattern(self) -> str | None:
        """The id of the pattern it came from, if any."""
        return self.finding.pattern if self.finding else None

    def rewritten(self) -> tuple[str, tuple[Edit, ...]]:
        """The unit's text with the edits within it made, and the edits elsewhere in its document."""
        within, elsewhere, span = [], [], self.unit.span
        for edit in self.change.edits:
            if span.start <= edit.span.start and edit.span.end <= span.end:
                within.append(Edit(Span(edit.span.start - span.start, edit.span.end - span.start), edit.text))
            else:
                elsewhere.append(edit)
        return Edits(tuple(within)).apply(self.unit.source), tuple(elsewhere)


@dataclass(frozen=True, slots=True)
class Program:
    """Code that can be loaded and called: the file it stands in, the file's whole text, the callable's dotted name."""

    path: Path
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class Project:
    """What user code runs with: its root folder, its own interpreter, its tests, and what goes on `sys.path`."""

    root: Path
    python: Path
    tests: tuple[Path, ...] = ()
    import_paths: tuple[Path, ...] = ()
