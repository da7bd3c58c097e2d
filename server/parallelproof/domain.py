"""The words of the project, one word per concept. Offsets are code points; units end names (`_s`, `_bytes`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit


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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rewrite of a unit that nobody has checked yet. `why` is one sentence for a person."""

    unit: Unit
    finding: Finding | None
    strategy: Strategy
    proposer: str
    change: Edits
    why: str
    depth: int = 0

    @property
    def pattern(self) -> str | None:
        """The id of the pattern it came from, if any."""
        return self.finding.pattern if self.finding else None


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


EvidenceKind = Literal["proved", "replayed", "tested", "sampled", "rows-equal"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kind of check that a candidate passed, how often, and how, for a person to read.

    replayed: calls seen in tests, doctests and call sites; tested: the project's own tests with the change applied;
    sampled: generated calls; proved: symbolic or exhaustive.
    """

    kind: EvidenceKind
    count: int
    how: str


@dataclass(frozen=True, slots=True)
class SizePoint:
    """Median seconds of both versions on inputs of size `n`, and baseline / candidate."""

    n: int
    baseline_s: float
    candidate_s: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """Baseline and candidate, timed in turn in one process. `ratio` > 1 means the candidate is faster.

    `ratio_low` is the lower confidence bound. `n` is the size that the headline figures belong to, None where inputs
    have no size. Growths read "O(n)"; None where the data do not say.
    """

    baseline_s: float
    candidate_s: float
    ratio: float
    ratio_low: float
    pairs: int
    n: int | None = None
    sizes: tuple[SizePoint, ...] = ()
    baseline_growth: str | None = None
    candidate_growth: str | None = None
    baseline_peak_bytes: int | None = None
    candidate_peak_bytes: int | None = None
    calls: int | None = None
    """Length of the sequence of real calls that was timed as a whole, caches kept; None for calls on their own."""


@dataclass(frozen=True, slots=True)
class Win:
    """Verified and measurably better. `notable` is False where the gain is real but too small to interrupt for."""

    evidence: tuple[Evidence, ...]
    measurement: Measurement
    gain: Literal["time", "memory"]
    notable: bool = True


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A shrunk call on which the two differ, as text: the call, what the original did, what the candidate did."""

    call: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class NotBetter:
    """Behaves the same as far as checked, and is not measurably better."""

    measurement: Measurement


@dataclass(frozen=True, slots=True)
class Failure:
    """Could not be judged, and why, in one sentence."""

    reason: str


Outcome = Win | Counterexample | NotBetter | Failure


@dataclass(frozen=True, slots=True)
class Trial:
    """One candidate tried in one fork, and the one thing that came of it."""

    candidate: Candidate
    outcome: Outcome


Definition = tuple[Path, str]
"""A top-level definition of a file: (path, name); the name "" stands for the file's other statements."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a unit's result rests on: definitions it reaches, and the digest of all of it (sources, versions, tests)."""

    definitions: frozenset[Definition]
    digest: str


@dataclass(frozen=True, slots=True)
class UnitReport:
    """All that is known of one unit after a campaign. Trials are ranked, best first."""

    unit: Unit
    trials: tuple[Trial, ...]
    reach: Reach | None = None
    refused: str | None = None
    """Why the unit as a whole could not be judged, if so (not deterministic, no believable inputs, ...)."""

    @property
    def best(self) -> int | None:
        """Index of the best win, None if there is none."""
        return next((i for i, trial in enumerate(self.trials) if isinstance(trial.outcome, Win)), None)


Stage = Literal["capturing", "preparing", "waiting", "verifying", "measuring", "confirming", "ended"]


@dataclass(frozen=True, slots=True)
class Progress:
    """What one agent is doing now; `trial` is set when it has ended. Agents are numbered from 1, 0 is the campaign."""

    agent: int
    unit: str
    strategy: Strategy | None
    stage: Stage
    trial: Trial | None = None
    done: int = 0
    total: int = 0
    report: UnitReport | None = None
    """Set when the last trial of a unit has ended, so that its wins need not wait for the rest of the campaign."""


@dataclass(frozen=True, slots=True)
class FileFailure:
    """A file that could not be worked on, and why, in one sentence."""

    uri: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a campaign. `untried` are candidates that the budget did not reach."""

    units: tuple[UnitReport, ...]
    untried: tuple[Candidate, ...] = ()
    failures: tuple[FileFailure, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences a person should read: a weaker sandbox, tests that could not be run, ..."""
    elapsed_s: float = 0.0


Verdict = tuple[Evidence, ...] | Counterexample | Failure
"""What a verifier says of two programs: evidence that they are the same, a call on which they differ, or why not."""


# While you type


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


@dataclass(frozen=True, slots=True)
class SourceFailure:
    """A source that could not answer, and why, in one sentence that holds no key and nothing of the answer's text."""

    source: str
    reason: str
    is_off: bool = False
    """Nobody wants it to be asked: worth saying to whoever wonders, and nothing has failed."""


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
