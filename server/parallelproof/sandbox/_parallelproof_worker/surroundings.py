"""What a call can change or reach besides its arguments and result: globals, the process, output, logs, the outside."""

from __future__ import annotations

import contextlib
import enum
import gc
import io
import logging
import os
import sys
import types
import warnings
import zlib

from .encoding import type_name
from .fingerprint import Fingerprint
from .handles import LIBRARIES, root_of

_STATE_LIMIT = 20_000
_CACHES_OF_ENUM = ("_value2member_map_", "_member_map_", "_unhashable_values_")
"""Where the library notes combinations of flags that were seen."""


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


class State:
    """Digests of a side's data (globals, class attributes, defaults of functions) and of the process's own."""

    def __init__(self, modules):
        self._modules = modules
        self.costly = False
        self._known = {}
        self.before = self.now()

    def now(self):
        """Digest by dotted name."""
        found, cost = dict(_process_state()), 0
        for module in self._modules:
            for name, value in list(vars(module).items()):
                if name.startswith("__") or isinstance(value, types.ModuleType) or root_of(type(value)) in LIBRARIES:
                    continue
                for key, part in _parts(module, name, value):
                    # What was there after loading is what calls leave alone, or what is put back after them.
                    known = self._known.get(key)
                    if known is None or not known.holds(part):
                        known = Fingerprint(part)
                        self._known.setdefault(key, known)
                    found[key] = known.digest
                    cost += known.cost
        self.costly = cost > _STATE_LIMIT
        return found

    def changes(self):
        """What differs from the state after loading, as canonical text."""
        now = self.now()
        changed = {key: now.get(key, "gone") for key in {*now, *self.before} if now.get(key) != self.before.get(key)}
        return ";".join("%s=%s" % item for item in sorted(changed.items()))


def _parts(module, name, value):
    label = "%s.%s" % (module.__name__, name)
    if isinstance(value, types.FunctionType):
        # Most functions hold none, and there are many: the check stands here, where it costs least.
        if (value.__defaults__ or value.__kwdefaults__ or value.__dict__) and value.__module__ == module.__name__:
            yield from _function_parts(label, value)
    elif isinstance(value, type):
        if value.__module__ == module.__name__:
            own = _CACHES_OF_ENUM if isinstance(value, enum.EnumMeta) else ()
            for key, member in [item for item in vars(value).items() if item[0] not in own]:
                member = getattr(member, "__func__", member)
                if isinstance(member, types.FunctionType):
                    if member.__defaults__ or member.__kwdefaults__ or member.__dict__:
                        yield from _function_parts("%s.%s" % (label, key), member)
                elif key.startswith("__") or root_of(type(member)) in LIBRARIES:
                    continue
                elif not callable(member) and not hasattr(type(member), "__get__"):
                    yield "%s.%s" % (label, key), member
    elif not callable(value):
        yield label, value


def _function_parts(label, function):
    if function.__defaults__ or function.__kwdefaults__:
        yield label + " defaults", (function.__defaults__, function.__kwdefaults__)
    attributes = {key: value for key, value in vars(function).items() if key != "__wrapped__" and not callable(value)}
    if attributes:
        yield label + " attributes", attributes


def _environment():
    return tuple(getattr(os.environ, "_data", os.environ).items())


def _process_state():
    """Switches of the process that outlive a call, by name, as text that does not depend on the hash seed."""
    yield "gc.isenabled", str(gc.isenabled())
    yield "sys.getrecursionlimit", str(sys.getrecursionlimit())
    yield "os.environ", str(zlib.crc32(repr(_environment()).encode("utf-8", "replace")))
    if "random" in sys.modules:
        yield "random.getstate", str(hash(sys.modules["random"].getstate()[1]))
    if "decimal" in sys.modules:
        # Without its flags, which any inexact sum raises.
        context = sys.modules["decimal"].getcontext()
        parts = (context.prec, context.rounding, context.Emin, context.Emax, context.capitals, context.clamp)
        yield "decimal.getcontext", repr((*parts, sorted(str(trap) for trap, on in context.traps.items() if on)))


@contextlib.contextmanager
def process_kept():
    """Put the process's own switches back after the block."""
    collects, limit, environment = gc.isenabled(), sys.getrecursionlimit(), _environment()
    drawn = sys.modules["random"].getstate() if "random" in sys.modules else None
    context = sys.modules["decimal"].getcontext().copy() if "decimal" in sys.modules else None
    try:
        yield
    finally:
        (gc.enable if collects else gc.disable)()
        sys.setrecursionlimit(limit)
        if _environment() != environment:
            data = getattr(os.environ, "_data", os.environ)
            data.clear()
            data.update(environment)
        if drawn is not None and sys.modules["random"].getstate() != drawn:
            sys.modules["random"].setstate(drawn)
        if context is not None:
            sys.modules["decimal"].setcontext(context)


class _Keep(logging.Handler):
    """Keeps the text of each log record."""

    def __init__(self, texts):
        super().__init__()
        self.texts = texts

    def emit(self, record):
        self.texts.append("%s %s %s" % (record.name, record.levelname, record.getMessage()))


class Spoken:
    """What was printed, warned and logged in a block, as text."""

    def __init__(self):
        self._out, self._err, self._notes, self._records = io.StringIO(), io.StringIO(), [], []

    @contextlib.contextmanager
    def heard(self):
        """Listen in the block, log records below the level that is shown included."""
        kept = sys.stdout, sys.stderr
        with warnings.catch_warnings(record=True) as notes, self._logged():
            warnings.simplefilter("always")
            sys.stdout, sys.stderr = self._out, self._err
            try:
                yield self
            finally:
                sys.stdout, sys.stderr = kept
                self._notes += notes

    @contextlib.contextmanager
    def _logged(self):
        root = logging.getLogger()
        handlers, level = root.handlers, root.level
        root.handlers = [_Keep(self._records)]
        root.setLevel(1)
        try:
            yield
        finally:
            root.handlers = handlers
            root.setLevel(level)

    def texts(self):
        """By aspect: output, errors, warnings, log."""
        warned = ";".join("%s:%s" % (type_name(note.category), note.message) for note in self._notes)
        return {
            "output": self._out.getvalue()[:100_000],
            "errors": self._err.getvalue()[:100_000],
            "warnings": warned,
            "log": "\n".join(self._records)[:100_000],
        }
