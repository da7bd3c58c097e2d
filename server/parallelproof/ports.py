"""The seams, as protocols: what one package needs of another, filled in `app.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from .domain import (
    Candidate,
    Failure,
    Measurement,
    Pattern,
    Program,
    Progress,
    Project,
    Report,
    Snapshot,
    Unit,
    Verdict,
)
from .settings import Settings


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
    ) -> Any:
        """The job's result (JSON values); raises JobFailed with one sentence when it died, timed out or raised.

        `threads` and `processes` are counted allowances beyond the job's own.
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
