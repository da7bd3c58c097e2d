"""While you type: what is asked, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .documents import Snapshot, Span


@dataclass(frozen=True, slots=True)
class Citation:
    """Where something is said. `source` is an http(s) address, `path:line`, or a name such as `pydoc:json.loads`."""

    title: str
    source: str
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a name may mean: a definition of the project, or of a package that is installed.

    `name` is how it is used once `module` is at hand; a method's holds its class ("Cart.total"). `module` is "" where
    the definition cannot be imported. `line` counts from 1. `signature` begins with the last part of `name`
    ("total(self, tax: float = 0) -> float") and is "" for what cannot be called. `doc` is one line.
    """

    name: str
    module: str
    path: Path | None
    line: int
    kind: Literal["function", "class", "method", "constant", "module"]
    signature: str = ""
    doc: str = ""


CardKind = Literal["question", "context", "completion"]


@dataclass(frozen=True, slots=True)
class Card:
    """One thing found while you type. `span` is what it is about in the snapshot's text.

    A *question* is about a name and lists what it may mean, likeliest first; `is_open` where several fit, so that a
    person may want to choose. *Context* cites what documents say. A *completion* is `insert`, to stand at the end of
    `span`. `text` is Markdown, its first line a title. Of one kind, higher scores come first.
    """

    kind: CardKind
    text: str
    span: Span
    source: str
    """Who found it: "ambiguity", "local documents", "perplexity", ..."""
    citations: tuple[Citation, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    is_open: bool = False
    is_undefined: bool = False
    """The name is defined nowhere that this document sees."""
    insert: str = ""
    score: float = 0.0


UNREACHABLE = "cannot be reached"


@dataclass(frozen=True, slots=True)
class SourceFailure:
    """A source that could not answer, and why, in one sentence that holds no key and nothing of the answer's text."""

    source: str
    reason: str
    is_off: bool = False
    """Nobody wants it to be asked: worth saying to whoever wonders, and nothing has failed."""

    @property
    def is_unreachable(self) -> bool:
        """Whether there was no way to it, as without a network."""
        return UNREACHABLE in self.reason


@dataclass(frozen=True, slots=True)
class Request:
    """What fulfillers are asked: the document with its cursor, and what was written since they were asked last."""

    snapshot: Snapshot
    typed: Span
    root: Path | None
    """The folder that is searched, with all below it: of the workspace, or of the project around the file.

    None for a file in neither, beside which only its own folder's files are searched, and for a text in no file.
    """
    user: str = ""
    """Whom it is for; sources are shared fairly between users. An editor has one user, ""."""
    recent: tuple[Path, ...] = ()
    """Files edited lately, the latest first."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result of a search: a page, and what it says of the query. `date` is as the provider writes it."""

    query: str
    title: str
    url: str
    snippet: str
    source: str
    """The searcher's name."""
    date: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """Something public that was just written of: `name` is dotted from its package ("aiohttp.ClientSession.get").

    `query` asks the web about it in public words alone; it is "" where that is not worth asking.
    """

    name: str
    span: Span
    query: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """What a document on this machine says of `span`: a title, and plain text of a few lines."""

    title: str
    text: str
    span: Span
    source: str
    citations: tuple[Citation, ...] = ()
    score: float = 0.0
    is_code: bool = False
    """The title is code."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Ghost text: `text` to insert at `at`; `because` names the card that it rests on, in a few words."""

    at: int
    text: str
    because: str
