"""The original, got to know: believable inputs and what it does on them. Every candidate is held against this."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..domain import Failure, ForkSide, Program, Project
from ..ports import JobFailed, Sandbox
from ..settings import Settings
from .calls import Seen, SeenCalls
from .forked import OWN, WRITES, Forked, call_timeout_s, job_options, samples, turn
from .programs import as_payload

_ENOUGH_RETURNED, _ENOUGH_WITH_ROWS = 10, 5
_ENOUGH_SEEN = 5
_ENOUGH_ENDED = 40
_MAX_OTHERS = 20
OTHER_SEED = 150
"""So many inputs are also run under another hash seed: enough to show that an order depends on it."""
NOTHING_WRITTEN = (
    "it writes to the database, but no call left rows written in the transaction of a connection that it is given, so "
    "nothing is known about what it writes"
)
_ODD_SHARE = 0.06
"""Share of generated inputs that may be left out because the original is not steady on them, such as one whose text
holds an address in memory."""


@dataclass(frozen=True, slots=True)
class Original:
    """A program whose behaviour on `inputs` (frozen calls) is known by `observations` (aspects by name)."""

    program: Program
    project: Project
    settings: Settings
    payload: Mapping[str, Any]
    inputs: tuple[str, ...]
    origins: tuple[str, ...]
    observations: tuple[Mapping[str, str], ...]
    carried: tuple[str, ...]
    sequence: tuple[str, ...]
    tests: tuple[str, ...]
    sys_path: tuple[str, ...]
    signature: str
    forked: Forked | None = None
    """The forks that it and its candidates are run on, if it uses a database."""

    def payload_of(self, program: Program, side: ForkSide = "candidate") -> dict[str, Any]:
        """A program as the worker's jobs take it, with the fork of its side."""
        payload = as_payload(program, self.project, self.sys_path)
        return {**payload, "database": self.forked.payload(side)} if self.forked else payload

    @property
    def returned(self) -> list[str]:
        """Frozen calls on which the original returned; those of the database only where they found rows, if any did."""
        rows = zip(self.inputs, self.observations, strict=True)
        returned = [(data, row) for data, row in rows if row["outcome"] == "returned"]
        found = [data for data, row in returned if row.get("rows", 1)]
        return found or [data for data, _ in returned]

    @property
    def seen(self) -> list[str]:
        """Frozen calls that were seen, not generated, on which the original returned."""
        rows = zip(self.inputs, self.origins, self.observations, strict=True)
        return [data for data, origin, row in rows if origin != "generated" and row["outcome"] == "returned"]

    @property
    def writes_rows(self) -> bool:
        """Whether some call wrote rows of a database, which are compared."""
        return any(row.get("tables written") for row in self.observations)

    @property
    def writes_globals(self) -> bool:
        """Whether some call changed a global or an attribute."""
        return any(row.get("state") for row in self.observations)

    def without(self, left_out: Collection[int]) -> Original:
        """The same with some inputs, by index, left out."""
        kept = [index for index in range(len(self.inputs)) if index not in left_out]
        return replace(
            self,
            inputs=tuple(self.inputs[index] for index in kept),
            origins=tuple(self.origins[index] for index in kept),
            observations=tuple(self.observations[index] for index in kept),
        )

    def origins_count(self) -> Counter[str]:
        """How many inputs came from where."""
        return Counter(self.origins)


async def get_to_know(
    sandbox: Sandbox,
    program: Program,
    project: Project,
    settings: Settings,
    calls: SeenCalls,
    candidates: Sequence[Program] = (),
    forked: Forked | None = None,
) -> Original | Failure:
    """Inputs and observations of a program, or why it cannot be judged at all.

    Numbers and texts that the `candidates` mention become inputs too. `forked` are the forks of the database it uses.
    """
    database = {"database": forked.payload("baseline")} if forked else {}
    payload: dict[str, Any] = {
        "program": {**as_payload(program, project, calls.sys_path), **database},
        "root": str(project.root),
        "seen": list(calls.of(program).calls),
        "others": [{"name": candidate.name, "text": candidate.text} for candidate in candidates[:_MAX_OTHERS]],
        "samples": samples(settings, forked),
        "call_timeout_s": call_timeout_s(settings, forked),
        "budget_s": settings.job_timeout_s / (4 if forked is None else 1),
    }
    try:
        async with turn(forked) as mine:
            found = await sandbox.run("prepare", payload, **job_options(project, settings, forked, program.text))
    except JobFailed as error:
        return Failure(f"the original could not be run: {error}")
    needs_rows = forked is not None and forked.use.is_needed
    if failure := _too_large(found) or mine.failure:
        return failure
    if reason := _unfit(found, program.text, needs_rows, forked is not None and forked.use.writes):
        return Failure(reason)
    original = Original(
        program,
        project,
        settings,
        payload["program"],
        tuple(entry["data"] for entry in found["inputs"]),
        tuple(entry["origin"] for entry in found["inputs"]),
        tuple(found["observations"]),
        tuple(found["carried"]),
        _sequence(calls.of(program)),
        calls.of(program).tests,
        calls.sys_path,
        found["signature"],
        forked,
    )
    steady = await _steady(sandbox, original)
    return (forked and await forked.written()) or steady


def _sequence(seen: Seen) -> tuple[str, ...]:
    """Frozen calls in the order in which they came, repeats included; empty if no call came twice."""
    return tuple(seen.calls[index]["data"] for index in seen.order) if len(seen.order) > len(seen.calls) else ()


def _too_large(found: Mapping[str, Any]) -> Failure | None:
    large = next((row["large"] for row in found.get("observations", ()) if row.get("large")), None)
    return Failure(f"it writes to {large}, whose rows are too many to be compared after every call") if large else None


def _unfit(found: Mapping[str, Any], text: str, needs_rows: bool, may_write: bool) -> str | None:
    if "refused" in found:
        return str(found["refused"])
    if found["unsteady"]:
        return f"not deterministic: it reads {found['unsteady']}, so two runs cannot be compared"
    rows = found["observations"]
    if any(row.get("wrote") for row in rows):
        return OWN if may_write else WRITES
    for row in rows:
        if row.get("effect"):
            return f"it reaches outside the process ({row['effect']}), and such calls are not replayed"
        if row.get("opaque"):
            return f"its result cannot be compared: it holds {row['opaque']}"
    if reason := _too_few(found, rows) or (_no_rows(rows) if needs_rows else None):
        return reason
    if may_write and not any(row.get("tables written") for row in rows if row["outcome"] == "returned"):
        return NOTHING_WRITTEN
    return missed_lines(set(found["required"]) - set(found["reached"]), text, "the original")


def _too_few(found: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str | None:
    seen = sum(
        e["origin"] != "generated" for e, r in zip(found["inputs"], rows, strict=True) if r["outcome"] == "returned"
    )
    returned = sum(row["outcome"] == "returned" for row in rows)
    ended = returned >= 3 and len(rows) >= _ENOUGH_ENDED
    with_rows = sum(bool(row.get("rows")) for row in rows if row["outcome"] == "returned")
    if (
        with_rows >= _ENOUGH_WITH_ROWS
        or returned >= _ENOUGH_RETURNED
        or ended
        or seen >= _ENOUGH_SEEN
        or (returned and not found["parameters"])
    ):
        return None
    reasons = ", ".join(f"{reason} {count} times" for reason, count in sorted(found["why_not"].items()))
    return (
        f"no believable inputs: only {returned} calls returned{f' ({reasons})' if reasons else ''}; "
        "a test that calls it, or type hints, would help"
    )


def _no_rows(rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Calls that find nothing prove nothing."""
    if any(row.get("rows") for row in rows if row["outcome"] == "returned"):
        return None
    return "no call found any rows in the copy of the database, so nothing is known about what it does with them"


def missed_lines(missed: set[int], text: str, whose: str) -> str | None:
    """A sentence about lines that no input reached, None if there are none."""
    if not missed:
        return None
    line = min(missed)
    shown = text.splitlines()[line - 1].strip()[:80]
    return f"no input reached line {line} of {whose} (`{shown}`), so nothing is known about it"


async def _steady(sandbox: Sandbox, original: Original) -> Original | Failure:
    """The original against itself: in another process with another hash seed it must do the same."""
    again, other = await asyncio.gather(
        observe(sandbox, original, original.payload_of(original.program), hash_seed=0, whole=True),
        observe(sandbox, original, original.payload, hash_seed=1, whole=True, most=OTHER_SEED),
    )
    if isinstance(again, Failure):
        return again
    if isinstance(other, Failure):
        return other
    odd = set(again["unsteady"])
    if len(odd) > _ODD_SHARE * len(original.inputs) or any(original.origins[index] != "generated" for index in odd):
        return Failure("not deterministic: two runs on the same input differ")
    if set(other["unsteady"]) - odd:
        return Failure("not deterministic: its result depends on the hash seed (the order of a set, or hash())")
    if not odd:
        return original if again["carried"] else replace(original, carried=())
    return replace(original.without(odd), carried=())


async def observe(
    sandbox: Sandbox,
    original: Original,
    program: Mapping[str, Any],
    hash_seed: int,
    whole: bool = False,
    most: int | None = None,
    watched: bool = False,
) -> Mapping[str, Any] | Failure:
    """Run a program on the original's inputs, `most` of them if given, and compare.

    Stops at the first difference, unless the `whole` is wanted. Lines that were missed are only known if `watched`.
    """
    settings = original.settings
    payload = {
        "program": program,
        "root": str(original.project.root),
        "inputs": original.inputs[:most],
        "expected": original.observations[:most],
        "signature": original.signature,
        "carried": original.carried,
        "all": whole,
        "watched": watched,
        "call_timeout_s": call_timeout_s(settings, original.forked) * 2,
    }
    options = job_options(original.project, settings, original.forked, program["text"])
    try:
        async with turn(original.forked) as mine:
            found: Mapping[str, Any] = await sandbox.run("observe", payload, hash_seed=hash_seed, **options)
    except JobFailed as error:
        return Failure(f"it could not be run: {error}")
    if mine.failure and "differs" not in found:
        return mine.failure
    return Failure(str(found["refused"])) if "refused" in found else found
