"""The seams, as protocols: what one package needs of another, filled in `app.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from .domain import (
    Candidate,
    Capabilities,
    Card,
    Failure,
    Fork,
    ForkPair,
    ForkSide,
    Hit,
    Measurement,
    Passage,
    Pattern,
    Program,
    Progress,
    Project,
    Report,
    Request,
    Snapshot,
    SourceFailure,
    Topic,
    Unit,
    Verdict,
)
from .settings import Settings

Result = TypeVar("Result")


class Apart(Protocol):
    """Runs a function where it does not hold up the event loop: in a thread, or in another process.

    So it is a function of a module, and can be pickled with what it is given and gives back.
    """

    def __call__(self, work: Callable[..., Result], /, *args: Any) -> Awaitable[Result]:
        """What it returns or raises."""
        ...


class Proposer(Protocol):
    """Finds where its patterns match in a unit and rewrites it. Pure: text in, candidates out, no I/O."""

    name: str

    def propose(self, snapshot: Snapshot, unit: Unit, patterns: Sequence[Pattern]) -> Iterable[Candidate]:
        """Candidates for one unit; their edits are against `snapshot.text`."""
        ...


class Sandbox(Protocol):
    """Runs named jobs on user code in isolated processes under the project's interpreter."""

    async def run(
        self,
        job: str,
        payload: Mapping[str, Any],
        *,
        project: Project,
        timeout_s: float,
        threads: int = 0,
        processes: int = 0,
        hash_seed: int = 0,
        memory_bytes: int = 2 << 30,
        socket: Path | None = None,
    ) -> Any:
        """The job's result (JSON values); raises JobFailed with one sentence when it died, timed out or raised.

        `threads` and `processes` are counted allowances beyond the job's own. `socket` is the one Unix socket that the
        job can talk to: whatever address of a stream socket it connects to, it is connected there.
        """
        ...

    async def errors(self, project: Project) -> dict[str, str]:
        """Layers of isolation that do not work on this machine -> why not."""
        ...


class JobFailed(Exception):
    """A sandboxed job gave no result; the text says why in one sentence."""


class Verifier(Protocol):
    """Says whether two programs behave the same, as far as can be checked."""

    async def verify(self, baseline: Program, candidate: Program, project: Project, settings: Settings) -> Verdict:
        """Evidence, a shrunk counterexample, or why it cannot tell."""
        ...


class Benchmark(Protocol):
    """Says which of two programs is faster or smaller, by how much, at which sizes."""

    async def measure(
        self, baseline: Program, candidate: Program, project: Project, settings: Settings, rivals: int = 1
    ) -> Measurement | Failure:
        """Times both in turn; `rivals` is the number of candidates that the bound is tightened for."""
        ...


OnProgress = Callable[[Progress], None]


class Optimizer(Protocol):
    """Runs campaigns."""

    async def units(self, snapshot: Snapshot) -> list[Unit]:
        """What could be optimised in a document: its functions and queries, read apart from the event loop."""
        ...

    async def optimize(
        self,
        snapshots: Sequence[Snapshot],
        settings: Settings,
        on_progress: OnProgress,
        names: Mapping[str, frozenset[str]] | None = None,
    ) -> Report:
        """A campaign over the documents' units; `names` (by URI) limits it to the units of those names.

        Cancelling the task ends every process it started. `on_progress` is called on the event loop.
        """
        ...


# Databases


class ForkProvider(Protocol):
    """Makes forks of one kind. Failures are `ForkFailed`, one sentence each; cancelled, it gives back what it began."""

    name: str
    capabilities: Capabilities

    async def create(self, source: str, at: datetime | None, name: str, ttl_s: float) -> Fork:
        """Begin a fork of a source as it was `at` a time, None being now; it may still be "creating"."""
        ...

    async def wait_ready(self, fork: Fork, timeout_s: float) -> Fork:
        """The fork when it can be used."""
        ...

    async def destroy(self, fork: Fork) -> None:
        """Give it back; one that is gone already is no failure."""
        ...

    async def list(self, prefix: str) -> Sequence[Fork]:
        """All forks whose names begin with a prefix, whoever made them."""
        ...


class ForkFailed(Exception):
    """There is no fork; the text says why in one sentence, without secrets."""


class ForkPairs(Protocol):
    """Forks for functions that use a database, one for each side. Every method raises ForkFailed."""

    def open(self, settings: Settings) -> AbstractAsyncContextManager[ForkPair]:
        """Two equal forks of the database that the settings, or else the environment, name; gone after the block."""
        ...

    async def restore(self, pair: ForkPair, side: ForkSide) -> None:
        """Make one side's fork as it was when it was opened, at the same address; its connections are ended."""
        ...

    async def digest(self, pair: ForkPair, side: ForkSide) -> Mapping[str, str]:
        """Tables and sequences that differ from when the fork was opened -> a hash of their rows, in any order.

        Nobody else may be connected to the fork by then, or be about to leave it for good.
        """
        ...

    async def note(self, pair: ForkPair, most_bytes: int) -> Mapping[str, str]:
        """Take how the forks are now for how they were opened.

        Returns tables that are no larger -> a hash of the rows that both hold, as `digest` gives it.
        """
        ...


class TrialStore(Protocol):
    """Keeps every trial of every campaign. A failing store costs its own results only, never a campaign."""

    async def record(self, report: Report, settings: Settings) -> None:
        """Keep all trials of one campaign."""
        ...


# While you type


class Board(Protocol):
    """What the fulfillers of one request have found so far, for one that builds on what the others found."""

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards until now."""
        ...

    async def settled(self, name: str, timeout_s: float) -> None:
        """Wait until every fulfiller but `name` has ended, no longer than `timeout_s`."""
        ...


class Fulfiller(Protocol):
    """Finds cards for what is being written. Its `name` is what logs and `showStatus` call it."""

    name: str

    def is_wanted(self, settings: Settings) -> bool:
        """Whether the settings let it work at all; False also where nothing it needs is set up."""
        ...

    def fulfill(self, request: Request, settings: Settings, board: Board) -> AsyncIterator[Card | SourceFailure]:
        """Cards as they are found, and the sources that could not answer.

        May raise Unanswered. Cancelled at the deadline, when it must end every process and request it started.
        """
        ...


class Unanswered(Exception):
    """An outside source gave no answer; `source` names it, the text says why in one sentence, without secrets."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(reason)
        self.source, self.reason = source, reason

    @property
    def failure(self) -> SourceFailure:
        """The same as a value."""
        return SourceFailure(self.source, self.reason, isinstance(self, NotAsked))


class NotAsked(Unanswered):
    """Nothing is set up that could be asked, or the privacy mode keeps everything here: as settings want it."""


Matter = Literal["query", "document", "fork"]
"""What leaves the machine: words to search for, text of a document, or ids and names of forks.

A fork goes to the cloud that the user named as the place of the database, and holds no word of theirs: every privacy
mode allows it.
"""


@dataclass(frozen=True, slots=True)
class Leave:
    """On whose behalf and under which privacy something may leave the machine, for `net` to decide and to log."""

    matter: Matter
    settings: Settings
    user: str = ""
    paths: tuple[Path, ...] = ()
    """The files whose text it holds; ignored ones never leave."""
    root: Path | None = None
    """The folder whose ignore files count."""


class Searcher(Protocol):
    """Finds pages for queries. Wrappers (cached, limited, ...) have the same shape, so they compose in `app.py`."""

    name: str

    def search(self, queries: Sequence[str], k: int, leave: Leave) -> AsyncIterator[Sequence[Hit] | SourceFailure]:
        """At most `k` hits of each query, the hits of one query together, as soon as they come; raises Unanswered.

        A query that failed alone gives a SourceFailure, and the others still answer.
        """
        ...


class PublicNames(Protocol):
    """Which dotted names are public for one document. It reads files: never on the event loop."""

    def known(self, name: str) -> str:
        """The longest beginning of a dotted name that a public package is seen to define, "" if none is."""
        ...

    def parameters(self, name: str) -> frozenset[str]:
        """The names of the parameters of a known function or class."""
        ...


class Documents(Protocol):
    """What documents on this machine say, of public packages and of the project; nothing of either is run."""

    name: str

    async def public(self, request: Request, settings: Settings) -> PublicNames:
        """What is public where the document stands; raises Unanswered."""
        ...

    def find(
        self, request: Request, topics: Sequence[Topic], settings: Settings
    ) -> AsyncIterator[Passage | SourceFailure]:
        """Passages as they are found, those of the topics first; raises Unanswered."""
        ...


class ResponseCache(Protocol):
    """Keeps answers of outside sources on disk; never on the event loop. A failing disk costs the cache only."""

    async def get(self, key: str) -> bytes | None:
        """A kept answer, None if there is none or it is too old."""
        ...

    async def put(self, key: str, value: bytes, keep_s: float) -> None:
        """Keep an answer for that long."""
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    text: str = field(repr=False)


Answer = TypeVar("Answer")


class Model(Protocol):
    """A language model behind an OpenAI-compatible API; which one, and its key, are in the settings of `leave`."""

    name: str

    async def answer(self, messages: Sequence[Message], shape: type[Answer], leave: Leave) -> Answer:
        """An answer of the shape (a pydantic model), repaired once if it does not fit; raises Unanswered."""
        ...

    def stream(self, messages: Sequence[Message], leave: Leave, stop: Sequence[str] = ()) -> AsyncIterator[str]:
        """Plain text as it comes; raises Unanswered."""
        ...
