"""Call a function on one frozen input and record all that a caller could notice."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import inspect
import io
import pickle
import signal
import sys
import types
import warnings

from .encoding import Encoder, TooLarge, type_name
from .oneshot import CountingIterator, OneShot

SUMMARY_CHARS = 300
_STATE_LIMIT = 20_000
_ASYNC_LIMIT = 20_000


class TimedOut(BaseException):
    """A call took too long. Not an Exception, so that user code rarely swallows it."""


def freeze(args, kwargs):
    """An input as text: pickled, so that every call gets a copy of its own with the same sharing inside."""
    return base64.b64encode(pickle.dumps((tuple(args), dict(kwargs)), protocol=4)).decode("ascii")


def thaw(data):
    """A fresh (args, kwargs) of a frozen input."""
    args, kwargs = pickle.loads(base64.b64decode(data))
    return tuple(map(_wake, args)), {name: _wake(value) for name, value in kwargs.items()}


def _wake(value):
    if type(value) is OneShot:
        return CountingIterator(value.items)
    return CountingIterator(value) if _is_iterator(value) else value


def _is_iterator(value):
    return hasattr(type(value), "__next__") and type(value).__module__ != "_io" and iter(value) is value


def describe_call(name, data):
    """The call as a person would write it."""
    args, kwargs = pickle.loads(base64.b64decode(data))
    parts = [_short(value) for value in args] + ["%s=%s" % (key, _short(value)) for key, value in kwargs.items()]
    return "%s(%s)" % (name, ", ".join(parts))


def _short(value, limit=SUMMARY_CHARS):
    try:
        text = repr(value)
    except Exception as error:
        text = "<%s whose repr raises %s>" % (type_name(type(value)), type(error).__name__)
    return text if len(text) <= limit else text[: limit - 3] + "..."


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


class Effects:
    """Notices calls that reach outside: files, network, processes, sleep. Cannot be removed once installed."""

    _PREFIXES = (
        "os.", "socket.", "subprocess.", "shutil.", "sqlite3.", "urllib.", "ftplib.", "smtplib.", "glob.", "pathlib.",
        "tempfile.", "webbrowser.", "ctypes.", "mmap.", "fcntl.", "pty.", "signal.", "builtins.input", "time.sleep",
    )  # fmt: skip

    def __init__(self):
        self.active = False
        self.found = None
        sys.addaudithook(self._hook)

    def _hook(self, event, args):
        if not self.active or self.found is not None:
            return
        if (event == "open" or event.startswith(self._PREFIXES)) and not _is_importing():
            self.found = event


def _is_importing():
    frame: types.FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename.startswith(("<frozen importlib", "<frozen zipimport")):
            return True
        frame = frame.f_back
    return False


class ModuleState:
    """Digests of a side's data: module globals, class attributes, function defaults and attributes."""

    def __init__(self, modules):
        self._modules = modules
        self.costly = False
        self.before = self.now()

    def now(self):
        """Digest by dotted name."""
        found, encoder_cost = {}, 0
        for module in self._modules:
            for name, value in list(vars(module).items()):
                if name.startswith("__") or isinstance(value, types.ModuleType):
                    continue
                for key, part in _parts(module, name, value):
                    encoder = Encoder()
                    try:
                        found[key] = encoder.add(part).take()
                    except (TooLarge, RecursionError):
                        found[key] = "large"
                    encoder_cost += encoder._count
        self.costly = encoder_cost > _STATE_LIMIT
        return found

    def changes(self):
        """What differs from the state after loading, as canonical text."""
        now = self.now()
        changed = {key: now.get(key, "gone") for key in {*now, *self.before} if now.get(key) != self.before.get(key)}
        return ";".join("%s=%s" % item for item in sorted(changed.items()))


def _parts(module, name, value):
    label = "%s.%s" % (module.__name__, name)
    if isinstance(value, types.FunctionType):
        if value.__module__ == module.__name__:
            yield from _function_parts(label, value)
    elif isinstance(value, type):
        if value.__module__ == module.__name__:
            for key, member in list(vars(value).items()):
                member = getattr(member, "__func__", member)
                if isinstance(member, types.FunctionType):
                    yield from _function_parts("%s.%s" % (label, key), member)
                elif not key.startswith("__") and not callable(member) and not hasattr(type(member), "__get__"):
                    yield "%s.%s" % (label, key), member
    elif not callable(value):
        yield label, value


def _function_parts(label, function):
    if function.__defaults__ or function.__kwdefaults__:
        yield label + " defaults", (function.__defaults__, function.__kwdefaults__)
    attributes = {key: value for key, value in vars(function).items() if key != "__wrapped__" and not callable(value)}
    if attributes:
        yield label + " attributes", attributes


class Caller:
    """Calls one side's function on inputs, one after another, in one process."""

    def __init__(self, side, timeout_s):
        self.side = side
        self.timeout_s = timeout_s
        self.effects = Effects()
        self._loop = None
        self._state = ModuleState(side.modules)

    def observe(self, data, second=True):
        """What one call does, aspect by aspect: digests that can be compared, and short texts for people.

        Keys: outcome (returned, raised, limited), result, arguments, output, warnings, state, second;
        shown (text); opaque (what cannot be compared) and effect (what it reached for) where there is something.
        """
        self.side.reset()
        try:
            with time_limit(self.timeout_s):
                return self._observe(data, second)
        except (TimedOut, MemoryError, RecursionError) as error:
            return {"outcome": "limited", "shown": "%s" % type(error).__name__}
        except TooLarge:
            return {"outcome": "limited", "shown": "a result with too many parts to compare"}

    def _observe(self, data, second):
        args, kwargs = thaw(data)
        encoder = Encoder()
        encoder.add((args, kwargs)).take()
        seen = self._call(encoder, args, kwargs)
        if not self._state.costly:
            seen["state"] = self._state.changes()
        if second:
            again = thaw(data)
            encoder.add(again).take()
            repeated = self._call(encoder, *again)
            seen["second"] = "%s %s" % (repeated["result"], repeated["arguments"])
            seen["shown second"] = repeated["shown"]
        if encoder.opaque:
            seen["opaque"] = encoder.opaque
        return seen

    def _call(self, encoder, args, kwargs):
        with _captured() as (output, noted):
            self.effects.found, self.effects.active = None, True
            try:
                kind, value = self._outcome(encoder, args, kwargs)
            finally:
                self.effects.active = False
        seen = {"outcome": kind, "result": encoder.take() if kind == "lazy" else encoder.add(value).take()}
        if kind == "lazy":
            seen["outcome"] = value[0]
            seen["shown"] = value[1]
        else:
            seen["shown"] = _short(value) if kind == "returned" else "raises " + _short_error(value)
        # A lone encoder would hide that an argument became part of another: all of them go through the same one.
        seen["arguments"] = _fresh(args, kwargs)
        seen["shown arguments"] = _short((*args, kwargs) if kwargs else args)
        seen["output"] = output.getvalue()[:100_000]
        seen["warnings"] = ";".join("%s:%s" % (type_name(note.category), note.message) for note in noted)
        if self.effects.found:
            seen["effect"] = self.effects.found
        return seen

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
            elif type(value) is not CountingIterator and _is_iterator(value):
                return "lazy", _walk(encoder, value, args)
        except (TimedOut, MemoryError, RecursionError, TooLarge):
            raise
        except BaseException as error:
            error.__traceback__ = None
            return "raised", error
        return "returned", value


def _fresh(args, kwargs):
    return Encoder().add((args, kwargs)).take()


def _walk(encoder, value, args):
    """Walk a lazy result, noting how far it had read its one-shot arguments before each of the first items."""
    encoder.tokens.append("lazy %s" % type_name(type(value)))
    shown: list[str] = []
    try:
        for count in range(20_000):
            if count < 3:
                encoder.tokens.append("read %s" % [arg.taken for arg in args if type(arg) is CountingIterator])
            try:
                item = next(value)
            except StopIteration as stop:
                encoder.add(stop.value)
                break
            encoder.add(item)
            if len(shown) < 20:
                shown.append(_short(item, 40))
        else:
            raise TooLarge()
    except (TimedOut, MemoryError, RecursionError, TooLarge):
        raise
    except BaseException as error:
        error.__traceback__ = None
        encoder.add(error)
        return "raised", "yields %s, then raises %s" % (", ".join(shown) or "nothing", _short_error(error))
    return "returned", "%s yielding %s" % (type(value).__name__, ", ".join(shown) or "nothing")


async def _walk_async(encoder, value):
    encoder.tokens.append("lazy async")
    shown: list[str] = []
    async for item in value:
        encoder.add(item)
        shown.append(_short(item, 40))
        if len(shown) > _ASYNC_LIMIT:
            raise TooLarge()
    return "returned", "async generator yielding %s" % ", ".join(shown[:20])


def _short_error(error):
    try:
        text = str(error)
    except Exception:
        text = "<no text>"
    return ("%s: %s" % (type(error).__name__, text))[:SUMMARY_CHARS]


@contextlib.contextmanager
def _captured():
    output = io.StringIO()
    kept = sys.stdout, sys.stderr
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        sys.stdout = sys.stderr = output
        try:
            yield output, noted
        finally:
            sys.stdout, sys.stderr = kept
