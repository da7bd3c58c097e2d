"""The job that times two programs in turn in one process, at several sizes, and weighs their peak memory."""

from __future__ import annotations

import asyncio
import collections
import gc
import random
import time
import tracemalloc

from .calling import TimedOut, time_limit
from .encoding import Encoder, TooLarge
from .freezing import is_iterator, thaw
from .growing import Grower, TooSlow
from .harvest import constants
from .loading import CannotLoad, Side
from .surroundings import Spoken

_SAMPLE_S = 0.0006
_MAX_REPEATS = 400
_BELIEVABLE = 1_000
_VARIANTS = 3
_GLANCE = 5
_POINT_S = 1.5
"""No size is timed for longer than this."""
_SLOW_S = 0.005
"""Calls slower than this are timed on one input of a size, not on several."""
_LAST_S = 0.03
"""No size is tried beyond the first at which a call takes this long."""


def time_pair(payload):
    """Times of both programs on seen and grown inputs.

    Payload: baseline, candidate (programs), root, seen [data] (real calls), made [data] (generated ones, timed where
    nothing can be grown and nothing was seen), sequence [data] (real calls in order, repeats included), pairs (count),
    budget_s, writes_globals (bool), given ([n, [data]] to time just these, or null).
    Returns {points: [{n, baseline: [s], candidate: [s]}], headline: index, inputs: [data] of the headline,
    peak: [bytes, bytes] | null, sequence: {baseline: [s], candidate: [s]} | null} or {refused: sentence}. The sequence
    is timed as a whole, caches kept between its calls, if the candidate has caches that outlive a call.
    """
    try:
        return _Timer(payload).run()
    except CannotLoad as error:
        return {"refused": str(error)}


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
        self._loop = None
        self._growing = None

    def run(self):
        given = self._payload.get("given")
        groups = [tuple(given)] if given else self._groups()
        if not groups:
            return {"refused": "no input runs long enough, and short enough, to be timed"}
        headline = self._headline(groups)
        inputs = groups[headline][1]
        if not given and not self._has_promise(*self._time(inputs, _GLANCE)):
            groups, headline = [groups[headline]], 0
        points = []
        for index, (n, group) in enumerate(groups):
            baseline, candidate = self._time(group, self._payload["pairs"] if index == headline else _GLANCE)
            points.append({"n": n, "baseline": baseline, "candidate": candidate})
        peak = None if given else self._peaks(inputs)
        return {"points": points, "headline": headline, "inputs": inputs, "peak": peak, "sequence": self._sequence()}

    def _has_promise(self, baseline, candidate):
        """Whether a glance leaves room for a gain: most candidates are not faster, and need no more time."""
        return sorted(before / after for before, after in zip(baseline, candidate))[_GLANCE // 2] > 1.02

    def _sequence(self):
        sequence = self._payload["sequence"]
        if len(sequence) < 2 or not self._sides[1].has_caches:
            return None
        baseline, candidate = self._time(sequence, self._payload["pairs"], keep=True)
        return {"baseline": baseline, "candidate": candidate, "calls": len(sequence)}

    def _groups(self):
        """[(n or None, inputs)], smallest first: grown inputs where they can be grown, else the seen ones."""
        baseline = self._growing = self._sides[0]
        baseline.activate()
        try:
            program = self._payload["baseline"]
            named = constants(program["name"].rpartition(".")[2], program["text"], baseline.module)
            grower = Grower(baseline, self._payload["seen"], named, time.monotonic() + self._payload["budget_s"] / 6)
            groups = self._ladder(grower) if grower.can_grow else []
        finally:
            self._growing = None
            baseline.deactivate()
        groups = [(n, inputs) for n, inputs in groups if all(self._agree(data) for data in inputs)]
        if groups:
            return groups
        usable = [data for data in self._payload["seen"] or self._payload["made"] if self._once(0, data) is not None]
        return [(None, usable)] if usable else []

    def _ladder(self, grower):
        groups = []
        for n in grower.ladder:
            try:
                inputs = [data for data in (grower.of_size(n) for _ in range(_VARIANTS)) if data is not None]
            except TooSlow:
                break
            if not inputs:
                continue
            slowest = self._once(0, inputs[0]) or 0.0
            groups.append((n, inputs if slowest < _SLOW_S else inputs[:1]))
            if slowest > _LAST_S or time.monotonic() > self._end - self._payload["budget_s"] * 0.7:
                break
        return groups

    def _agree(self, data):
        """Whether both give the same on a grown input; also warms both up."""
        texts = []
        for side in self._sides:
            side.activate()
            try:
                with time_limit(5.0), Spoken().heard():
                    args, kwargs = thaw(data)
                    encoder = Encoder()
                    encoder.add((args, kwargs)).take()
                    texts.append(encoder.add(self._call(side, args, kwargs)).add((args, kwargs)).take())
            except (TooLarge, RecursionError, MemoryError):
                texts.append("large")
            except TimedOut:
                return False
            except (Exception, SystemExit, KeyboardInterrupt) as error:
                texts.append("%s %s" % (type(error).__name__, error))
            finally:
                side.deactivate()
        return texts[0] == texts[1] or "large" in texts

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
        """Seconds of one call of a side, None where it cannot be timed."""
        side = self._sides[index]
        side.activate()
        try:
            with time_limit(3.0), Spoken().heard():
                return self._timed(side, [data])
        except (Exception, TimedOut, SystemExit, KeyboardInterrupt):
            return None
        finally:
            if index or side is not self._growing:
                side.deactivate()

    def _timed(self, side, inputs, keep=False):
        """Seconds that the calls take, one fresh copy of each input, with nothing else inside the clock."""
        prepared = [thaw(data) for data in inputs]
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
        return total / 1e9

    def _time(self, inputs, pairs, keep=False):
        """Seconds of one round over the inputs, for both sides, pair by pair in random order."""
        once = max(self._once(0, data) or 0.0 for data in inputs), max(self._once(1, data) or 0.0 for data in inputs)
        repeats = max(1, min(_MAX_REPEATS, int(_SAMPLE_S / (max(min(once), 1e-7) * len(inputs)))))
        work = inputs if keep else inputs * repeats
        times: tuple[list[float], list[float]] = ([], [])
        gc.collect()
        gc.disable()
        try:
            until = min(self._end, time.monotonic() + _POINT_S)
            for _ in range(pairs):
                for index in self._random.sample((0, 1), 2):
                    side = self._sides[index]
                    side.activate()
                    with Spoken().heard():
                        times[index].append(self._timed(side, work, keep) / len(work))
                    side.deactivate()
                if time.monotonic() > until and len(times[0]) >= _GLANCE:
                    break
        finally:
            gc.enable()
        return times

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
                side.deactivate()
        return peaks
