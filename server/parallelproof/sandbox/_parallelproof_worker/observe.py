"""The job that runs one program on given inputs and says what each call did and which lines were reached."""

from __future__ import annotations

import time

from .calling import Caller
from .coverage import Watch, required_lines
from .loading import CannotLoad, Side, signature_of


def observe(payload):
    """Payload: program, root, inputs [data], call_timeout_s, signature, expected [observation], carried [digest],
    all (bool), watched (bool).

    Returns {refused: sentence}, {signature} where that differs, or {differs: index, after: true if only after the calls
    before it} for the first input on which another thing is done than expected. If there is none, and with `all` in
    any case: {unsteady: [index that differs], carried: whether calls one after another gave what was expected, missed:
    [line that no input reached], empty unless `watched`}.
    """
    try:
        side = Side(payload["program"], payload["root"])
    except CannotLoad as error:
        return {"refused": str(error)}
    program = payload["program"]
    if payload["signature"] != signature_of(side.function):
        return {"signature": signature_of(side.function)}
    required = required_lines(program["text"], program["name"]) if payload["watched"] else set()
    watch = Watch(side, payload["call_timeout_s"])
    caller = Caller(side, payload["call_timeout_s"])
    expected = payload["expected"]
    unsteady = []
    for index, data in enumerate(payload["inputs"]):
        started = time.monotonic()
        seen = caller.observe(data)
        if not same(seen, expected[index]):
            if not payload["all"]:
                return {"differs": index}
            unsteady.append(index)
        if required - watch.lines and (time.monotonic() - started < 0.05 or index < 5):
            watch.run(data)
    carried = caller.carried(payload["inputs"][:CARRIED])
    for index, (was, now) in enumerate(zip(payload["carried"], carried)):
        if was != now and not payload["all"]:
            return {"differs": index, "after": True}
    return {"unsteady": unsteady, "carried": carried == payload["carried"], "missed": sorted(required - watch.lines)}


CARRIED = 120
"""So many inputs are also called one after another, with nothing put back in between."""
ASPECTS = (
    "outcome", "result", "arguments", "output", "errors", "warnings", "log", "state", "written", "left", "wrote",
    "second", "third", "conversed", "opaque", "effect",
)  # fmt: skip
"""What two calls are compared by."""


def same(seen, expected):
    """Whether two observations agree in every aspect."""
    return all(seen.get(aspect) == expected.get(aspect) for aspect in ASPECTS)
