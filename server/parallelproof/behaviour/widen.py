"""More inputs for an original, where those that it has leave lines of a candidate untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..ports import JobFailed, Sandbox
from .forked import call_timeout_s, job_options, turn
from .original import Original

_SEARCH_S = 2.0


async def widened(
    sandbox: Sandbox, original: Original, candidate: Mapping[str, Any], missed: Sequence[int]
) -> Original | None:
    """The original with inputs that reach `missed` lines of the candidate's text, None if there are none to be found.

    What the original does on them is observed twice: where it is not steady, the input is left out.
    """
    texts = original.program.text, candidate["text"]
    options: dict[str, Any] = job_options(original.project, original.settings, original.forked, *texts)
    root, limit = str(original.project.root), call_timeout_s(original.settings, original.forked)
    common = {"root": root, "call_timeout_s": limit}
    try:
        wanted = {"program": candidate, "seen": original.seen[:20], "missed": list(missed), "budget_s": _SEARCH_S}
        async with turn(original.forked) as mine:
            inputs = (await sandbox.run("search", {**common, **wanted}, **options))["inputs"]
            if not inputs:
                return None
            asked = {**common, "program": original.payload, "inputs": inputs}
            runs = [(await sandbox.run("describe", asked, hash_seed=seed, **options))["rows"] for seed in (0, 1)]
    except JobFailed:
        return None
    if mine.failure:
        return None
    new = [(data, row) for data, row, again in zip(inputs, *runs, strict=True) if row is not None and row == again]
    if not new:
        return None
    return replace(
        original,
        inputs=original.inputs + tuple(data for data, _ in new),
        origins=original.origins + ("generated",) * len(new),
        observations=original.observations + tuple(row for _, row in new),
    )
