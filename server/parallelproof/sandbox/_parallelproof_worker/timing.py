"""The job that times two programs in turn in one process, at several sizes, and weighs their peak memory."""

from __future__ import annotations

import asyncio
import collections
import gc
import random
import time
import tracemalloc

from . import shapes
from .calling import TimedOut, _captured, _is_iterator, thaw, time_limit
from .encoding import Encoder, TooLarge
from .growing import Grower, TooSlow
from .loading import CannotLoad, Side

_SAMPLE_S = 0.0006
_MAX_REPEATS = 400
_BELIEVABLE = 1_000
_VARIANTS = 3
_SLOW_S = 0.02
_LAST_S = 0.1


def time_pair(payload):
    """Times of both programs on seen and grown inputs.

    Payload: baseline, candidate (programs), root, seen [data] (real calls), made [data] (generated ones, timed where
    nothing can be grown and nothing was seen), pairs (count), budget_s, sizes (None
    or [n] to time only those), mutates (bool), writes_globals (bool), sequence (bool: the seen calls in order, caches
    kept between them).
    Returns {points: [{n, baseline: [s], candidate: [s]}], headline: index, peak: [bytes, bytes] | null} or {refused}.
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
        if self._payload.get("sequence"):
            groups = [(None, self._payload["seen"])]
        else:
            groups = self._groups()
        if not groups:
            return {"refused": "no input runs long enough, and short enough, to be timed"}
        headline = self._headline(groups)
        points = []
        for index, (n, inputs) in enumerate(groups):
            pairs = self._payload["pairs"] if index == headline else min(7, self._payload["pairs"])
            if self._payload.get("sizes") and n not in self._payload["sizes"]:
                continue
            baseline, candidate = self._time(inputs, pairs)
            points.append({"n": n, "baseline": baseline, "candidate": candidate, "headline": index == headline})
        at = next((i for i, point in enumerate(points) if point["headline"]), len(points) - 1)
        return {"points": points, "headline": at, "peak": self._peaks(groups[headline][1])}

    def _groups(self):
        """[(n or None, inputs)], smallest first: grown inputs where they can be grown, else the seen ones."""
        baseline = self._growing = self._sides[0]
        baseline.activate()
        try:
            program = self._payload["baseline"]
            constants = shapes.constants(program["name"].rpartition(".")[2], program["text"], baseline.module)
            grower = Grower(
                baseline, self._payload["seen"], constants, time.monotonic() + self._payload["budget_s"] / 6
            )
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
        for n in self._payload.get("sizes") or grower.ladder:
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
                with time_limit(5.0), _captured():
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
        """Index of the largest believable size: that is what the figures shown belong to."""
        fitting = [i for i, (n, _) in enumerate(groups) if n is None or n <= _BELIEVABLE]
        return fitting[-1] if fitting else 0

    def _call(self, side, args, kwargs):
        value = side.function(*args, **kwargs)
        if hasattr(value, "__await__") and hasattr(value, "send"):
            self._loop = self._loop or asyncio.new_event_loop()
            return self._loop.run_until_complete(value)
        if _is_iterator(value):
            return list(value)
        return value

    def _once(self, index, data):
        """Seconds of one call of a side, None where it cannot be timed."""
        side = self._sides[index]
        side.activate()
        try:
            with time_limit(3.0), _captured():
                return self._timed(side, [data])
        except (Exception, TimedOut, SystemExit, KeyboardInterrupt):
            return None
        finally:
            if index or side is not self._growing:
                side.deactivate()

    def _timed(self, side, inputs):
        """Seconds that the calls take, one fresh copy of each input, with nothing else inside the clock."""
        keep = bool(self._payload.get("sequence"))
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

    def _time(self, inputs, pairs):
        """Seconds of one round over the inputs, for both sides, pair by pair in random order."""
        once = max(self._once(0, data) or 0.0 for data in inputs), max(self._once(1, data) or 0.0 for data in inputs)
        repeats = max(1, min(_MAX_REPEATS, int(_SAMPLE_S / (max(min(once), 1e-7) * len(inputs)))))
        if self._payload.get("sequence"):
            repeats = 1
        work = inputs * repeats
        times: tuple[list[float], list[float]] = ([], [])
        gc.collect()
        gc.disable()
        try:
            for _ in range(pairs):
                for index in self._random.sample((0, 1), 2):
                    side = self._sides[index]
                    side.activate()
                    with _captured():
                        times[index].append(self._timed(side, work) / len(work))
                    side.deactivate()
                if time.monotonic() > self._end and len(times[0]) >= 5:
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
                with time_limit(10.0), _captured():
                    value = side.function(*args, **kwargs)
                    if _is_iterator(value):
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
