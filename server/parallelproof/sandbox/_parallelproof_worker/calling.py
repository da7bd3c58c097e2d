"""Call a function on one frozen input and record all that a caller could notice."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import signal

from .conversing import conversed
from .encoding import Encoder, TooLarge, type_name
from .freezing import is_iterator, short, short_error, thaw
from .given import shown_as
from .handles import LIBRARIES, is_ill_typed, is_passing, root_of
from .oneshot import CountingIterator
from .surroundings import Effects, Spoken, State, process_kept

_LAZY_LIMIT = 20_000
_READ_NOTED = 50


class TimedOut(BaseException):
    """A call took too long. Not an Exception, so that user code rarely swallows it."""


@contextlib.contextmanager
def time_limit(seconds):
    """Raise TimedOut in the block after `seconds` of wall time, and again until it gets through."""

    def expire(signum, frame):
        raise TimedOut()

    previous = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


class Caller:
    """Calls one side's function on inputs, one after another, in one process."""

    def __init__(self, side, timeout_s):
        self.side = side
        self.timeout_s = timeout_s
        self.effects = Effects()
        self._loop = None
        self._state = State(side.modules)

    def observe(self, data, second=True):
        """What one call does, aspect by aspect: digests that can be compared, and short texts for people.

        Keys: outcome (returned, raised, limited), result, arguments, output, warnings, state, second;
        shown (text); opaque (what cannot be compared) and effect (what it reached for) where there is something.
        With a database also: left (how its connections were left), wrote (if it tried to write and may not), rows
        (found, or tables written), written (what the connections' transactions hold), large (a table not compared).
        """
        self.side.reset()
        try:
            with time_limit(self.timeout_s):
                return self._observe(data, second)
        except (TimedOut, MemoryError, RecursionError) as error:
            return {"outcome": "limited", "shown": "%s" % type(error).__name__}
        except TooLarge:
            return {"outcome": "limited", "shown": "a result with too many parts to compare"}

    def carried(self, inputs):
        """Digests of the results of calls one after another, with nothing put back in between."""
        self.side.reset()
        digests = []
        for data in inputs:
            args, kwargs = thaw(data)
            encoder = Encoder()
            encoder.add((args, kwargs)).take()
            try:
                with time_limit(self.timeout_s):
                    kind, value, _ = self._heard(encoder, args, kwargs)
                    digests.append(_digest(encoder, kind, value) + self._written())
                self.side.settle()
            except (TimedOut, MemoryError, RecursionError, TooLarge) as error:
                digests.append(type(error).__name__)
        return digests

    def _observe(self, data, second):
        with process_kept():
            args, kwargs = thaw(data)
            encoder = Encoder()
            encoder.add((args, kwargs)).take()
            seen = self._call(encoder, args, kwargs)
            if not self._state.costly:
                seen["state"] = self._state.changes()
            if second:
                seen.update(self._again(encoder, data))
            if encoder.opaque:
                seen["opaque"] = encoder.opaque
            if seen.pop("lazy", False):
                seen["conversed"] = conversed(self.side.function, data, lambda: self._state.changes() + self._written())
                self.side.settle()
        return seen

    def _again(self, encoder, data):
        """The same once more, and a third time on arguments that changed in between."""
        args, kwargs = thaw(data)
        encoder.add((args, kwargs)).take()
        repeated = self._call(encoder, args, kwargs)
        told = [repeated[aspect] for aspect in ("result", "arguments", "left", "written") if aspect in repeated]
        found = {"second": " ".join(told), "shown second": repeated["shown"]}
        if changed_in_place(args, kwargs):
            third = self._call(encoder, args, kwargs)
            # As with other calls: what a wrongly typed argument is told is nobody's behaviour.
            parts = (third["result"], third["arguments"], third.get("written", ""))
            found["third"] = "ill-typed" if third["ill_typed"] else " ".join(parts).rstrip()
            found["shown third"] = third["shown"]
        return found

    def _call(self, encoder, args, kwargs):
        before = encoder.known()
        if self.side.database is not None:
            self.side.database.rows = 0
        kind, value, spoken = self._heard(encoder, args, kwargs)
        ill_typed = kind == "raised" and is_ill_typed(value, self.side.uses_database)
        seen = {
            "outcome": kind,
            "ill_typed": ill_typed,
            "result": _digest(encoder, kind, value),
        }
        if kind == "lazy":
            seen["outcome"], seen["shown"] = value
            seen["lazy"] = True
        else:
            seen["shown"] = short(value) if kind == "returned" else "raises " + short_error(value)
        # Afterwards each part of an argument is either the object it was or another one: both show.
        seen["arguments"] = Encoder(before).add((args, kwargs)).take()
        seen["shown arguments"] = short(tuple(map(shown_as, (*args, kwargs) if kwargs else args)))
        seen.update(spoken.texts())
        if self.effects.found:
            seen["effect"] = self.effects.found
        if self.side.database is not None:
            self._look_at_database(seen)
        return seen

    def _look_at_database(self, seen):
        database = self.side.database
        seen["rows"] = database.rows
        left = database.left()
        seen["left"], seen["shown left"] = Encoder().add(left).take(), short(left)
        seen["wrote"], database.wrote = database.wrote, False
        if database.may_write:
            seen["written"], seen["shown written"], tables, seen["large"] = database.written(self.side.modules)
            seen["tables written"] = len(tables)
            seen["rows"] = max(seen["rows"], len(tables))
        self.side.settle()

    def _written(self):
        """What was written since the last time, and how connections were left, as text; ends their transactions."""
        database = self.side.database
        if database is None or not database.may_write:
            return ""
        left = Encoder().add(database.left()).take()
        return "%s %s" % (left, database.written(self.side.modules)[0])

    def _heard(self, encoder, args, kwargs):
        """Kind and value of a call's outcome, and what it said."""
        with Spoken().heard() as spoken:
            self.effects.found, self.effects.active = None, True
            try:
                kind, value = self._outcome(encoder, args, kwargs)
            finally:
                self.effects.active = False
        return kind, value, spoken

    def _await(self, awaitable):
        self.effects.active = False  # an event loop opens a socket pair of its own
        self._loop = self._loop or asyncio.new_event_loop()
        self.effects.active = True
        return self._loop.run_until_complete(awaitable)

    def _outcome(self, encoder, args, kwargs):
        try:
            value = self.side.function(*args, **kwargs)
            if inspect.iscoroutine(value):
                encoder.tokens.append("awaited")
                value = self._await(value)
            elif inspect.isasyncgen(value):
                return "lazy", self._await(_walk_async(encoder, value))
            elif type(value) is not CountingIterator and is_iterator(value):
                return "lazy", _walk(encoder, value, args)
        except (TimedOut, MemoryError, RecursionError, TooLarge):
            raise
        except BaseException as error:
            if is_passing(error):
                raise TimedOut() from None
            error.__traceback__ = None
            return "raised", error
        return "returned", value


def _digest(encoder, kind, value):
    """Digest of an outcome; what a lazy one gave is with the encoder already."""
    return encoder.take() if kind == "lazy" else encoder.add(value).take()


def changed_in_place(args, kwargs):
    """Change the arguments of a call as its caller may, the same way each time; whether any could be changed."""
    were = [_changed(value) for value in (*args, *kwargs.values())]
    return any(were)


def _changed(value, depth=0):
    if depth > 2 or root_of(type(value)) in LIBRARIES:
        return False
    if type(value) is list and value:
        value.append(value[0])
        return True
    if type(value) is dict and value:
        del value[next(iter(value))]
        return True
    attributes = getattr(value, "__dict__", None)
    if type(attributes) is dict and not callable(value):
        were = [_changed(part, depth + 1) for part in list(attributes.values())]
        return any(were)
    return False


def _walk(encoder, value, args):
    """Walk a lazy result, noting how far it had read its one-shot arguments before each of the first items."""
    encoder.tokens.append("lazy %s" % type_name(type(value)))
    shown: list[str] = []
    try:
        for count in range(_LAZY_LIMIT):
            if count < _READ_NOTED:
                encoder.tokens.append("read %s" % [arg.taken for arg in args if type(arg) is CountingIterator])
            try:
                item = next(value)
            except StopIteration as stop:
                encoder.add(stop.value)
                break
            encoder.add(item)
            if len(shown) < 20:
                shown.append(short(item, 40))
        else:
            raise TooLarge()
    except (TimedOut, MemoryError, RecursionError, TooLarge):
        raise
    except BaseException as error:
        error.__traceback__ = None
        encoder.add(error)
        return "raised", "yields %s, then raises %s" % (", ".join(shown) or "nothing", short_error(error))
    return "returned", "%s yielding %s" % (type(value).__name__, ", ".join(shown) or "nothing")


async def _walk_async(encoder, value):
    encoder.tokens.append("lazy async")
    shown: list[str] = []
    async for item in value:
        encoder.add(item)
        shown.append(short(item, 40))
        if len(shown) > _LAZY_LIMIT:
            raise TooLarge()
    return "returned", "async generator yielding %s" % ", ".join(shown[:20])
