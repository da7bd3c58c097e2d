"""The job that times two programs in turn in one process, at several sizes, and weighs their peak memory."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import gc
import random
import time
import tracemalloc

from .calling import TimedOut, time_limit
from .encoding import Encoder, TooLarge
from .freezing import copy_of, is_iterator, thaw, unpacked
from .growing import Grower, TooSlow
from .harvest import constants
from .loading import CannotLoad, Side
from .rounds import GLANCE, has_promise, is_enough
from .surroundings import Spoken

_SAMPLE_S = 0.0006
_MAX_REPEATS = 400
_COPIES_S = 0.004
"""Copying inputs for a sample takes no longer than this, if one copy of each does not."""
_BELIEVABLE = 1_000
_VARIANTS = 3
_SLOW_S = 0.005
"""Calls slower than this are timed on one input of a size, not on several."""
_REMEMBERED_S = 0.02
_ROUND_S = 0.4
"""Of a function that uses a database as many calls are timed as take no longer than this together."""
_LAST_S = 0.015
"""No size is tried beyond the first at which a call takes this long."""


def time_pair(payload):
    """Times of both programs on seen and grown inputs.

    Payload: baseline, candidate (programs), root, seen [data] (real calls), made [data] (generated ones, timed where
    nothing can be grown and nothing was seen), sequence [data] (real calls in order, repeats included), pairs (count),
    budget_s, writes_globals (bool), given ([n, [data]] to time just these, or null).
    Returns {points: [{n, baseline: [s], candidate: [s]}], headline: index, inputs: [data] of the headline,
    peak: [bytes, bytes] | null, sequence: {baseline: [s], candidate: [s]} | null}, {refused: sentence}, or {differs:
    data, n} if a grown input tells the two apart. The sequence is timed as a whole, caches kept between its calls, if
    the candidate has caches that outlive a call.
    """
    try:
        return _Timer(payload).run()
    except CannotLoad as error:
        return {"refused": str(error)}
    except _Differs as found:
        return {"differs": found.data, "n": found.n}


class _Differs(Exception):
    """The two programs gave different results on an input that was made for timing."""

    def __init__(self, n, data):
        super().__init__()
        self.n, self.data = n, data


class _Timer:
    def __init__(self, payload):
        self._payload = payload
        self._end = time.monotonic() + payload["budget_s"]
        self._sides = []
        for name in ("baseline", "candidate"):
            side = Side(payload[name], payload["root"])
            side.deactivate()
            self._sides.append(side)
        self._random = random.Random(11)
        self._seconds, self._copying_s = {}, {}
        self._loop = None
        self._growing = None

    def run(self):
        given = self._payload.get("given")
        if given:
            return self._result([tuple(given)], 0, None)
        grower = None if self._sides[0].uses_database else self._grower()
        groups = self._usual(grower) if grower is not None else self._of_database()
        if not groups:
            return {"refused": "no input runs long enough, and short enough, to be timed"}
        headline = self._headline(groups)
        inputs = groups[headline][1]
        glance, peak = self._time(inputs, GLANCE), self._peaks(inputs)
        if not has_promise(glance[0], glance[1], peak):
            point = {"n": groups[headline][0], "baseline": glance[0], "candidate": glance[1]}
            return {"points": [point], "headline": 0, "inputs": inputs, "peak": peak, "sequence": self._sequence()}
        if grower is not None and groups[-1][0] is not None:
            groups += self._checked(self._ladder(grower, [n for n in grower.ladder if n > groups[-1][0]]))
        return self._result(groups, headline, peak)

    def _result(self, groups, headline, peak):
        points = []
        for index, (n, group) in enumerate(groups):
            baseline, candidate = self._time(group, self._payload["pairs"] if index == headline else GLANCE)
            points.append({"n": n, "baseline": baseline, "candidate": candidate})
        found = {"points": points, "headline": headline, "inputs": groups[headline][1], "peak": peak}
        return {**found, "sequence": self._sequence()}

    def _sequence(self):
        sequence = self._payload["sequence"]
        if len(sequence) < 2 or not self._sides[1].has_caches:
            return None
        baseline, candidate = self._time(sequence, self._payload["pairs"], keep=True)
        return {"baseline": baseline, "candidate": candidate, "calls": len(sequence)}

    def _grower(self):
        program = self._payload["baseline"]
        with self._baseline_active() as baseline:
            named = constants(program["name"].rpartition(".")[2], program["text"], baseline.module)
            return Grower(baseline, self._payload["seen"], named, time.monotonic() + self._payload["budget_s"] / 6)

    @contextlib.contextmanager
    def _baseline_active(self):
        baseline = self._growing = self._sides[0]
        baseline.activate()
        try:
            yield baseline
        finally:
            self._growing = None
            baseline.deactivate()

    def _usual(self, grower):
        """[(n or None, inputs)], smallest first, up to believable sizes; the seen or made inputs if none can grow."""
        believable = [n for n in grower.ladder if n <= _BELIEVABLE] if grower.can_grow else []
        groups = self._checked(self._ladder(grower, believable))
        if groups:
            return groups
        usable = [data for data in self._payload["seen"] or self._payload["made"] if self._once(0, data) is not None]
        return [(None, usable)] if usable else []

    def _of_database(self):
        """Calls that found rows: how much there is to do is a matter of the data, not of the arguments."""
        usable: list[str] = []
        took_s = 0.0
        for data in self._payload["seen"] or self._payload["made"]:
            once_s = self._once(0, data)
            if once_s is not None and (not usable or took_s + once_s < _ROUND_S):
                usable.append(data)
                took_s += once_s
        return [(None, usable)] if usable else []

    def _ladder(self, grower, sizes):
        groups, slowest = [], 0.0
        with self._baseline_active():
            for n in sizes:
                variants = _VARIANTS if n <= _BELIEVABLE and slowest < _SLOW_S else 1
                try:
                    inputs = [
                        data for data in (grower.of_size(n, variant) for variant in range(variants)) if data is not None
                    ]
                except TooSlow:
                    break
                if not inputs:
                    continue
                slowest = self._once(0, inputs[0]) or 0.0
                groups.append((n, inputs if slowest < _SLOW_S else inputs[:1]))
                if slowest > _LAST_S or time.monotonic() > self._end - self._payload["budget_s"] * 0.5:
                    break
        return groups

    def _checked(self, groups):
        """The groups on which both could be run and gave the same; raises _Differs where they did not."""
        kept = []
        for n, inputs in groups:
            verdicts = [self._compared(data) for data in inputs]
            if "differs" in verdicts:
                raise _Differs(n, inputs[verdicts.index("differs")])
            if "unknown" not in verdicts:
                kept.append((n, inputs))
        return kept

    def _compared(self, data):
        """Whether both give the same: same, differs or unknown; also warms both up."""
        before = self._told(self._sides[0], data)
        if before in ("limited", "large"):
            return "same" if before == "large" else "unknown"
        after = self._told(self._sides[1], data)
        if after == "timed out":
            return "unknown"
        return "same" if before == after else "differs"

    def _told(self, side, data):
        """The digest of what a call gives and leaves behind, or why there is none."""
        side.activate()
        try:
            with time_limit(5.0), Spoken().heard():
                args, kwargs = thaw(data)
                encoder = Encoder()
                encoder.add((args, kwargs)).take()
                return encoder.add(self._call(side, args, kwargs)).add((args, kwargs)).take()
        except TooLarge:
            return "large"
        except TimedOut:
            return "limited" if side is self._sides[0] else "timed out"
        except (RecursionError, MemoryError):
            return "limited"
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            return "%s %s" % (type(error).__name__, error)
        finally:
            side.deactivate()

    def _headline(self, groups):
        """Index of the largest believable size that is quick enough: that is what the figures shown belong to."""
        fitting = [i for i, (n, _) in enumerate(groups) if n is None or n <= _BELIEVABLE]
        quick = [i for i in fitting if (self._once(0, groups[i][1][0]) or 1.0) < _LAST_S]
        return (quick or fitting[:1] or [0])[-1]

    def _call(self, side, args, kwargs):
        value = side.function(*args, **kwargs)
        if hasattr(value, "__await__") and hasattr(value, "send"):
            self._loop = self._loop or asyncio.new_event_loop()
            return self._loop.run_until_complete(value)
        if is_iterator(value):
            return list(value)
        return value

    def _once(self, index, data):
        """Seconds of one call of a side, None where it cannot be timed; measured once."""
        if (index, data) not in self._seconds:
            self._seconds[index, data] = self._first(index, data)
        return self._seconds[index, data]

    def _first(self, index, data):
        side = self._sides[index]
        raw = unpacked(data)
        side.activate()
        try:
            began = time.perf_counter()
            copy_of(raw)
            self._copying_s[data] = time.perf_counter() - began
            with time_limit(3.0), Spoken().heard():
                return self._timed(side, [raw])
        except (Exception, TimedOut, SystemExit, KeyboardInterrupt):
            return None
        finally:
            side.settle()
            if index or side is not self._growing:
                side.deactivate()

    def _timed(self, side, inputs, keep=False):
        """Seconds that the calls take, one fresh copy of each (unpacked) input, with nothing else inside the clock."""
        # A connection can be closed by a call: the next one gets it as it is then.
        prepared = map(copy_of, inputs) if side.uses_database else [copy_of(raw) for raw in inputs]
        total = 0
        clock, call = time.perf_counter_ns, self._call
        side.reset()
        fresh = not keep and (side.has_caches or self._payload.get("writes_globals"))
        for args, kwargs in prepared:
            if fresh:
                side.reset()
            started = clock()
            call(side, args, kwargs)
            total += clock() - started
            side.settle()
        return total / 1e9

    def _time(self, inputs, pairs, keep=False):
        """Seconds of one round over the inputs, for both sides, pair by pair in random order."""
        raw = [unpacked(data) for data in inputs]
        work = [raw if keep else raw * repeats for repeats in self._repeats(inputs)]
        times: tuple[list[float], list[float]] = ([], [])
        gc.collect()
        gc.disable()
        try:
            started = time.monotonic()
            for _ in range(pairs):
                for index in self._random.sample((0, 1), 2):
                    side = self._sides[index]
                    side.activate()
                    with Spoken().heard():
                        times[index].append(self._timed(side, work[index], keep) / len(work[index]))
                    side.deactivate()
                now = time.monotonic()
                if is_enough(*times, pairs, now - started, self._end - now):
                    break
        finally:
            gc.enable()
        return times

    def _repeats(self, inputs):
        """How often each side's calls are repeated in a sample, so that the clock's own error does not matter.

        The first call of a sample is dearer than the next: sides about as fast are repeated equally often.
        """
        once_s = [max(max(self._once(index, data) or 0.0 for data in inputs), 1e-7) for index in (0, 1)]
        if max(once_s) < 2 * min(once_s):
            once_s = [min(once_s)] * 2
        copies_s = max(sum(self._copying_s.get(data, 0.0) for data in inputs), 1e-7)
        most = min(_MAX_REPEATS, _COPIES_S / copies_s)
        return [max(1, int(min(most, _SAMPLE_S / (seconds * len(inputs))))) for seconds in once_s]

    def _peaks(self, inputs):
        if (self._once(0, inputs[0]) or 9.0) > 0.3:
            return None
        peaks = []
        for side in self._sides:
            side.activate()
            side.clear_caches()
            args, kwargs = thaw(inputs[0])
            gc.collect()
            tracemalloc.start()
            try:
                with time_limit(10.0), Spoken().heard():
                    value = side.function(*args, **kwargs)
                    if is_iterator(value):
                        collections.deque(value, maxlen=0)
                    elif hasattr(value, "__await__"):
                        value.close()
                peaks.append(tracemalloc.get_traced_memory()[1])
            except (Exception, TimedOut, SystemExit):
                return None
            finally:
                tracemalloc.stop()
                side.settle()
                side.deactivate()
        return peaks
