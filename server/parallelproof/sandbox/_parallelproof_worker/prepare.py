"""The job that gets to know the original: believable inputs, what it does on them, and which lines they reach."""

from __future__ import annotations

import time

from . import drivers
from .calling import Caller
from .coverage import Watch, required_lines
from .harvest import constants
from .inputs import NoInputs, Source, try_call
from .loading import CannotLoad, Side, signature_of
from .observe import CARRIED
from .twins import emptied, twin

_NOTHING_NEW = 400
_FEW, _FEW_DATABASE = 12, 6
_WASTE_S = 0.5
_SPEND_S, _SPEND_DATABASE_S = 0.7, 2.0
_DULL_S, _DULL_WRITING_S = 0.01, 0.1
"""Observing may take this long in all before slow calls are left out."""


def prepare(payload):
    """Inputs and observations of one program.

    Payload: program, root, seen [{data, origin}], others (the candidates' {name, text}, whose constants become inputs
    too), samples (count), call_timeout_s, budget_s.
    Returns {inputs: [{data, origin}], observations, reached, required, accepts} or {refused: sentence}.
    """
    deadline = time.monotonic() + payload["budget_s"]
    try:
        side = Side(payload["program"], payload["root"])
        seen = [entry for entry in payload["seen"] if _usable(entry["data"])]
        program = payload["program"]
        if side.uses_database:
            drivers.count_rows()
        named = constants(program["name"].rpartition(".")[2], program["text"], side.module)
        for other in payload["others"]:
            named += constants(other["name"].rpartition(".")[2], other["text"])
        session = _Session(side, payload, deadline)
        session.take_seen(seen)
        session.take_generated([entry["data"] for entry in seen], list(dict.fromkeys(named)))
    except (CannotLoad, NoInputs) as error:
        return {"refused": str(error)}
    return session.result()


def _usable(data):
    from .freezing import thaw

    try:
        thaw(data)
    except Exception:
        return False
    return True


class _Session:
    def __init__(self, side, payload, deadline):
        self._side, self._payload, self._deadline = side, payload, deadline
        self._watch = Watch(side, payload["call_timeout_s"])
        self._caller = Caller(side, payload["call_timeout_s"])
        self._inputs, self._observations, self._known = [], [], set()
        self._why_not = {}
        self._wasted_s = self._spent_s = 0.0
        self._parameters = 1
        self._few = _FEW_DATABASE if side.uses_database else _FEW
        self.required = required_lines(payload["program"]["text"], payload["program"]["name"])

    def take_seen(self, seen):
        for entry in seen:
            if time.monotonic() < self._deadline:
                self._take(entry["data"], entry["origin"])

    def take_generated(self, seen, constants):
        wanted = self._payload["samples"]
        try:
            source = Source(self._side, seen, constants, self._deadline)
        except NoInputs:
            if self._inputs:
                return
            raise
        self._source = source
        self._parameters = sum(parameter.shape[0] != "given" for parameter in source.parameters)
        taken = tried = dull = 0
        for data in source:
            tried += 1
            missing = self.required - self._watch.lines
            if self._wasted_s > (_WASTE_S if taken >= self._few else 2 * _WASTE_S):
                break  # most calls run too long: what there is must do
            full = taken >= wanted and (not missing or dull > _NOTHING_NEW)
            if full or (self._is_spent() and not missing) or tried > 12 * wanted or time.monotonic() > self._deadline:
                break
            if data is None or data in self._known:
                continue
            if taken >= wanted:
                # Enough inputs: from here on only those that reach lines none reached before.
                dull += 1
                if try_call(self._side, data) == "ill-typed" or not self._watch.run(data):
                    continue
                dull = 0
            if self._take(data, "generated"):
                taken += 1
                taken += len(self._inputs) < CARRIED and self._take_twin(data)
        if self._may_write:
            self.take_empty()
        self.take_large()

    @property
    def _may_write(self):
        return self._side.uses_database and self._side.database.may_write

    def take_empty(self):
        """A call with nothing in its lists: what is then written, or not, is easily forgotten."""
        data = emptied(self._inputs[0]["data"]) if self._inputs else None
        if data is not None and data not in self._known:
            self._take(data, "generated")

    def _is_spent(self):
        """Whether calls to a database took so long that what they showed must do."""
        is_slow = self._side.uses_database and self._spent_s > _SPEND_DATABASE_S
        found = [seen for seen in self._observations if seen.get("rows") and seen["outcome"] == "returned"]
        return is_slow and len(found) >= self._few

    def _is_dull(self, seen, took_s):
        """Whether a call took long, where all may take no longer, and is not one of those that find rows."""
        dull_s = _DULL_WRITING_S if "written" in seen else _DULL_S
        return self._spent_s > _SPEND_S and took_s > dull_s and not seen.get("rows")

    def _take_twin(self, data):
        """Right after an input one that equals it, so that the two meet where calls follow each other."""
        other = twin(data)
        return other is not None and other not in self._known and self._take(other, "generated")

    def take_large(self):
        """A few inputs of a size at which recursion runs out and thresholds are passed."""
        for data in self._source.large():
            if data not in self._known and time.monotonic() < self._deadline:
                is_taken = self._take(data, "generated")
                if is_taken and self._may_write:
                    break  # each writes as many rows, many times over

    def _take(self, data, origin):
        """Observe one input and keep it if the original can be held to what it did there."""
        self._known.add(data)
        if origin == "generated" and not self._accepts(data):
            return False
        began = time.monotonic()
        seen = self._caller.observe(data)
        took_s = time.monotonic() - began
        if seen["outcome"] == "limited":
            self._wasted_s += took_s
            self._reject(seen["shown"])
            return False
        if self._is_dull(seen, took_s) and origin == "generated" and len(self._inputs) > self._few:
            return False
        self._spent_s += took_s
        if self._is_worth_tracing(took_s):
            self._watch.run(data)
        self._inputs.append({"data": data, "origin": origin})
        self._observations.append(seen)
        return True

    def _accepts(self, data):
        began = time.monotonic()
        came_of_it = try_call(self._side, data)
        if came_of_it == "limited":
            self._wasted_s += time.monotonic() - began
            self._source.sampler.limited += 1
        if came_of_it in ("ill-typed", "limited"):
            self._reject(came_of_it)
            return False
        return True

    def _reject(self, why):
        self._why_not[why] = self._why_not.get(why, 0) + 1

    def _is_worth_tracing(self, took_s):
        count = len(self._inputs)
        is_open = bool(self.required - self._watch.lines)
        is_open |= not self._side.uses_database and count < 2 * self._few
        # Drivers run many lines of their own, each of which is seen too.
        few = 2 if self._side.uses_database else 5
        return count < few or (is_open and (took_s < 0.03 or self._side.uses_database))

    def result(self):
        return {
            "inputs": self._inputs,
            "observations": self._observations,
            "carried": self._caller.carried([entry["data"] for entry in self._inputs[:CARRIED]]),
            "reached": sorted(self._watch.lines),
            "required": sorted(self.required),
            "unsteady": self._watch.unsteady,
            "why_not": self._why_not,
            "parameters": self._parameters,
            "signature": signature_of(self._side.function),
        }
