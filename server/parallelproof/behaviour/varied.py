"""What an original does on a variation of its data: a candidate has to do the same there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..domain import Failure, ForkSide
from ..ports import JobFailed, Sandbox
from .forked import SIDES, call_timeout_s, job_options, turn
from .original import Original


async def varied(sandbox: Sandbox, original: Original) -> Original | Failure | None:
    """The original on forks whose rows were changed alike, None where it uses no database or does nothing steady."""
    forked = await original.forked.on_variation() if original.forked else None
    if forked is None or isinstance(forked, Failure):
        return forked
    moved = replace(original, forked=forked, carried=())
    moved = replace(moved, payload=moved.payload_of(original.program, "baseline"))
    options = job_options(original.project, original.settings, forked, original.program.text)
    try:
        async with turn(forked) as mine:
            runs = [
                (await sandbox.run("describe", _asked(moved, side), hash_seed=seed, **options))["rows"]
                for seed, side in enumerate(SIDES)
            ]
    except JobFailed as error:
        return Failure(f"the original could not be run on a variation of the data: {error}")
    if mine.failure:
        return mine.failure
    rows = zip(original.inputs, original.origins, *runs, strict=True)
    kept = [(data, origin, row) for data, origin, row, again in rows if row and again and _told(row) == _told(again)]
    if not kept:
        return None
    inputs, origins, observations = zip(*kept, strict=True)
    return replace(moved, inputs=inputs, origins=origins, observations=observations)


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared of an observation: not the texts for people, which may hold an address in memory."""
    return {aspect: value for aspect, value in row.items() if not aspect.startswith("shown")}


def _asked(original: Original, side: ForkSide) -> dict[str, object]:
    return {
        "root": str(original.project.root),
        "call_timeout_s": call_timeout_s(original.settings, original.forked),
        "program": original.payload_of(original.program, side),
        "inputs": original.inputs,
    }
