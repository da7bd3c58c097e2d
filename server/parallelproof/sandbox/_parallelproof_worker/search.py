"""The job that looks for inputs which reach lines of a candidate that no input has reached."""

from __future__ import annotations

import time

from .calling import Caller
from .coverage import Watch
from .harvest import constants
from .inputs import NoInputs, Source, try_call
from .loading import CannotLoad, Side

_ENOUGH = 20


def search(payload):
    """Payload: program (the candidate), root, seen [data], missed [line], call_timeout_s, budget_s.

    Returns {inputs: [data]}, each reaching a line that none before it reached; empty if none was found in time.
    """
    deadline = time.monotonic() + payload["budget_s"]
    program = payload["program"]
    found: list[str] = []
    try:
        side = Side(program, payload["root"])
        named = constants(program["name"].rpartition(".")[2], program["text"], side.module)
        source = Source(side, payload["seen"], named, time.monotonic() + payload["budget_s"] / 3)
    except (CannotLoad, NoInputs):
        return {"inputs": []}
    watch, missed = Watch(side, payload["call_timeout_s"]), set(payload["missed"])
    for data in source:
        if not missed - watch.lines or len(found) >= _ENOUGH or time.monotonic() > deadline:
            break
        before = len(missed - watch.lines)
        if data is not None and try_call(side, data) in ("returned", "raised"):
            watch.run(data)
            if len(missed - watch.lines) < before:
                found.append(data)
    return {"inputs": found}


def describe(payload):
    """Payload: program (the original), root, inputs [data], call_timeout_s. Returns {rows: [observation or null]}."""
    side = Side(payload["program"], payload["root"])
    caller, rows = Caller(side, payload["call_timeout_s"]), []
    for data in payload["inputs"]:
        ill_typed = try_call(side, data) == "ill-typed"
        seen = None if ill_typed else caller.observe(data)
        rows.append(None if seen is None or seen["outcome"] == "limited" or "effect" in seen else seen)
    return {"rows": rows}
