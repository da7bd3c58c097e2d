"""What came of candidates, what it rests on, and how a campaign tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .candidates import Candidate, Strategy, Unit

EvidenceKind = Literal["proved", "replayed", "tested", "sampled", "rows-equal"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kind of check that a candidate passed, how often, and how, for a person to read.

    replayed: calls seen in tests, doctests and call sites; tested: the project's own tests with the change applied;
    sampled: generated calls; rows-equal: a query's rows on real data and on variations of it; proved: symbolic,
    exhaustive or by constraint.
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
    baseline_samples_s: tuple[float, ...] = ()
    """Seconds of a call, as timed, pair by pair; a slow query is timed less often than its candidate."""
    candidate_samples_s: tuple[float, ...] = ()
    calls: int | None = None
    """Length of the sequence of real calls that was timed as a whole, caches kept; None for calls on their own."""
    database: DatabaseCost | None = None
    """For queries: `baseline_s` and `candidate_s` are then CPU seconds of the server's process."""


@dataclass(frozen=True, slots=True)
class DatabaseCost:
    """What a query costs the database, baseline and candidate, and what the candidate costs those who write.

    Blocks are shared buffers hit and read; rows are those read by all scans; wall seconds are of the last, serialised
    run under the user's own settings. Plans are short texts, trees the same plans as they ran. `write_ratio` is 1.1
    where an INSERT or UPDATE takes 10 % longer with the candidate's indexes, None where it has none.
    """

    baseline_blocks: int
    candidate_blocks: int
    baseline_rows: int
    candidate_rows: int
    baseline_wall_s: float
    candidate_wall_s: float
    baseline_plan: str
    candidate_plan: str
    index_bytes: int | None = None
    write_ratio: float | None = None
    baseline_tree: PlanNode | None = None
    candidate_tree: PlanNode | None = None


@dataclass(frozen=True, slots=True)
class PlanNode:
    """A step of a plan as it ran. `rows` are those of all loops; shared `blocks` include those of the children.

    `time_ms` is known of the root only: to time each node would slow what is measured.
    """

    type: str
    relation: str | None
    index: str | None
    rows: int
    loops: int
    blocks: int
    time_ms: float | None = None
    children: tuple[PlanNode, ...] = ()
    omitted: int = 0
    """Children that are not listed, as the plan is too large to be looked at."""


@dataclass(frozen=True, slots=True)
class Win:
    """Verified and measurably better. `notable` is False where the gain is real but too small to interrupt for."""

    evidence: tuple[Evidence, ...]
    measurement: Measurement
    gain: Literal["time", "memory"]
    notable: bool = True


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """As good as a win where it was tried, which is not like the real place in a way that may matter: `reason`."""

    evidence: tuple[Evidence, ...]
    measurement: Measurement
    reason: str


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


Outcome = Win | Unconfirmed | Counterexample | NotBetter | Failure


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


Stage = Literal[
    "capturing", "preparing", "proposing", "forking", "waiting", "verifying", "measuring", "confirming", "ended"
]


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
    note: str | None = None
    """A sentence for the person who watches, which the report will have among its notes; nothing else is said then."""


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
