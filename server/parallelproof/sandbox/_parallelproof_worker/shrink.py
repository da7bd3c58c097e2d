"""The job that replays a difference between two programs in a fresh process and makes the call as small as it can."""

from __future__ import annotations

import time

from .calling import Caller, changed_in_place
from .freezing import describe_call, freeze, thaw
from .inputs import pickle_of
from .loading import CannotLoad, Side
from .observe import ASPECTS, same


def shrink(payload):
    """Payload: baseline, candidate (programs), root, data, call_timeout_s, budget_s, call_name.

    Returns {reproduced: false} or {reproduced: true, call, expected, actual}.
    """
    try:
        pair = _Pair(payload)
    except CannotLoad as error:
        return {"refused": str(error)}
    if payload["after"]:
        return pair.difference_after(payload["history"], payload["call_name"])
    found = pair.difference(payload["data"])
    if found is None:
        return {"reproduced": False}
    data, found = _as_changed(pair, payload["data"], found)
    smallest, (expected, actual) = _smallest(data, found, pair, time.monotonic() + payload["budget_s"])
    call = describe_call(payload["call_name"], smallest)
    return {"reproduced": True, "call": call, "expected": expected, "actual": actual, "data": smallest}


def _as_changed(pair, data, found):
    """Where only a changed argument tells the two apart: the call with that argument, if that tells them apart too."""
    if not found[1].endswith(LATER):
        return data, found
    args, kwargs = thaw(data)
    if changed_in_place(args, kwargs):
        other = freeze(args, kwargs)
        told = pair.difference(other)
        if told is not None and not told[1].endswith(LATER):
            return other, told
    return data, found


class _Pair:
    def __init__(self, payload):
        self._callers = []
        for program in (payload["baseline"], payload["candidate"]):
            side = Side(program, payload["root"])
            self._callers.append(Caller(side, payload["call_timeout_s"]))
            side.deactivate()
        self._callers[0].side.activate()

    def difference(self, data):
        """What the two did, as text about the first aspect in which they differ; None where they agree."""
        seen = []
        for caller in self._callers:
            caller.side.activate()
            try:
                seen.append(caller.observe(data))
            finally:
                caller.side.deactivate()
        self._callers[0].side.activate()
        baseline, candidate = seen
        if baseline["outcome"] == "limited" or baseline.get("effect") or same(candidate, baseline):
            return None
        return _texts(baseline, candidate)

    def difference_after(self, history, name):
        """The first call that differs when all follow one another; after one other call if that is enough."""
        index = self._first_difference(history)
        if index is None:
            return {"reproduced": False}
        data = history[index]
        for first in history[max(0, index - _PREDECESSORS) : index]:
            if self._first_difference([first, data]) == 1:
                before, after = describe_call(name, first), describe_call(name, data)
                return _reproduced("%s, then %s" % (before, after))
        return _reproduced("%s after %d other calls" % (describe_call(name, data), index))

    def _first_difference(self, history):
        results = []
        for caller in self._callers:
            caller.side.activate()
            results.append(caller.carried(history))
            caller.side.deactivate()
        self._callers[0].side.activate()
        return next((index for index, (one, other) in enumerate(zip(*results)) if one != other), None)


_PREDECESSORS = 40
LATER = " when called again once its argument has changed"


def _reproduced(call):
    expected, actual = "the same as on its own", "another result: the calls before it show"
    return {"reproduced": True, "call": call, "expected": expected, "actual": actual}


def _texts(baseline, candidate):
    aspect = next(name for name in ASPECTS if baseline.get(name) != candidate.get(name))
    if candidate["outcome"] == "limited":
        return baseline["shown"], "ends in %s" % candidate["shown"]
    shown = [_shown(seen, aspect) for seen in (baseline, candidate)]
    if shown[0] == shown[1]:
        notes = {
            "result": "prints alike, but differs in type, order, bits or in what it shares with the arguments",
            "state": "other changes to globals or attributes",
            "second": "another result on a second call",
            "conversed": "differs when its caller closes it early, or sends or throws into it",
        }
        shown[1] = "%s (%s)" % (shown[1], notes.get(aspect, "differs in %s" % aspect))
    return shown[0], shown[1]


def _shown(seen, aspect):
    if aspect in ("outcome", "result"):
        return seen["shown"]
    if aspect == "arguments":
        return "%s, leaving the arguments as %s" % (seen["shown"], seen["shown arguments"])
    if aspect == "second":
        return "%s on a second call" % seen.get("shown second", seen["shown"])
    if aspect == "third":
        return seen.get("shown third", seen["shown"]) + LATER
    if aspect == "conversed":
        return seen["shown"]
    if aspect == "left":
        return "%s, leaving its connection as %s" % (seen["shown"], seen["shown left"])
    if aspect in ("output", "errors"):
        return "%s %r" % ("prints" if aspect == "output" else "prints to stderr", seen.get(aspect, "")[:200])
    if aspect == "written":
        return "%s, writing %s" % (seen["shown"], seen["shown written"])
    if aspect == "state":
        names = ", ".join(part.partition("=")[0] for part in seen.get("state", "").split(";") if part)
        return "%s, changing %s" % (seen["shown"], names or "no globals or attributes")
    return "%s, %s: %s" % (seen["shown"], aspect, seen.get(aspect) or "none")


def _smallest(data, found, pair, deadline):
    """Greedy: take the first smaller input that still tells the two apart, until none does."""
    progress = True
    while progress and time.monotonic() < deadline:
        progress = False
        for smaller in _smaller_inputs(data):
            if time.monotonic() > deadline:
                break
            difference = pair.difference(smaller) if smaller != data else None
            if difference is not None:
                data, found, progress = smaller, difference, True
                break
    return data, found


def _smaller_inputs(data):
    args, kwargs = pickle_of(data)
    for name in list(kwargs):
        yield freeze(args, {key: value for key, value in kwargs.items() if key != name})
    for index, value in enumerate(args):
        for smaller in _smaller(value):
            yield freeze([*args[:index], smaller, *args[index + 1 :]], kwargs)
    for name, value in kwargs.items():
        for smaller in _smaller(value):
            yield freeze(args, {**kwargs, name: smaller})


def _smaller(value, depth=0):
    kind = type(value)
    if depth > 3:
        return
    if kind is int:
        step = 1 if value > 0 else -1
        nearer = (0, step, 2 * step, value // 2, value - value // 4, value - value // 16, value - step)
        yield from (part for part in nearer if abs(part) < abs(value))
    elif kind in (list, tuple, str, bytes):
        # A tuple inside another value is a record more often than not: it keeps its length.
        if depth == 0 or kind is not tuple:
            yield from _shorter(value)
        if kind in (list, tuple) and len(value) <= 12:
            for index, item in enumerate(value):
                for smaller in _smaller(item, depth + 1):
                    yield kind([*value[:index], smaller, *value[index + 1 :]])
    elif kind is dict:
        for key in value:
            yield {other: item for other, item in value.items() if other != key}
        for key, item in list(value.items())[:12]:
            for smaller in _smaller(item, depth + 1):
                yield {**value, key: smaller}
    elif kind in (set, frozenset):
        for item in value:
            yield value - {item}


def _shorter(value):
    size = len(value)
    if size > 3:
        yield value[: size // 2]
        yield value[size // 2 :]
    for index in range(min(size, 40)):
        yield value[:index] + value[index + 1 :]
