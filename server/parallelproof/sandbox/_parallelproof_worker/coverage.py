"""Which lines of the program's file a call runs, and which clocks or dice it reads on the way."""

from __future__ import annotations

import ast
import asyncio
import datetime
import dis
import os
import random
import sys
import time
import types

from .calling import TimedOut, time_limit
from .conversing import conversed
from .freezing import thaw
from .handles import LIBRARIES

_CLOCKS = {
    getattr(time, name): "time.%s" % name
    for name in ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time",
                 "localtime", "gmtime", "strftime")
}  # fmt: skip
# What waits and takes turns looks at the clock whatever it runs.
_LIBRARY = os.path.dirname(ast.__file__)
_WAITING = ("asyncio", "threading.py", "concurrent", "queue.py", "selectors.py", "multiprocessing")
_IGNORED = ("<frozen", *(os.path.join(_LIBRARY, name) for name in _WAITING))
_CLASS_CLOCKS = {"now": datetime.datetime, "utcnow": datetime.datetime, "today": datetime.date}


class Watch:
    """Runs calls under a trace: collects line numbers, and the first use of a clock or of unseeded randomness."""

    def __init__(self, side, timeout_s):
        self._side = side
        self._timeout_s = timeout_s
        self._file = side.program["path"]
        self._codes = {}
        self.lines = set()
        self.unsteady = None

    def run(self, data):
        """The lines that one call adds to those already seen; whatever it raises is not of interest here."""
        before = len(self.lines)
        self._side.reset()
        args, kwargs = thaw(data)
        try:
            with time_limit(self._timeout_s):
                sys.settrace(self._trace)
                sys.setprofile(self._profile)
                if _walk_if_lazy(self._side.function(*args, **kwargs)):
                    conversed(self._side.function, data)
        except (Exception, TimedOut, SystemExit, KeyboardInterrupt):
            pass
        finally:
            sys.settrace(None)
            sys.setprofile(None)
            self._side.settle()
        return len(self.lines) - before

    def _trace(self, frame, event, arg):
        code = frame.f_code
        ours = self._codes.get(code)
        if ours is None:
            ours = self._codes[code] = os.path.realpath(code.co_filename) == os.path.realpath(self._file)
        if not ours:
            return None
        self.lines.add(frame.f_lineno)
        return self._line

    def _line(self, frame, event, arg):
        if event == "line":
            self.lines.add(frame.f_lineno)
        return self._line

    def _profile(self, frame, event, arg):
        if event == "c_call" and self.unsteady is None and not _is_ignored(frame.f_code.co_filename):
            self.unsteady = _unsteady(arg)


_DRIVERS = tuple(os.sep + name + os.sep for name in LIBRARIES)


def _is_ignored(file):
    return file.startswith(_IGNORED) or ("site-packages" in file and any(part in file for part in _DRIVERS))


def _unsteady(function):
    try:
        if function in _CLOCKS:
            return _CLOCKS[function]
    except TypeError:
        return None
    owner, name = getattr(function, "__self__", None), getattr(function, "__name__", "")
    if isinstance(owner, type) and name in _CLASS_CLOCKS and issubclass(owner, _CLASS_CLOCKS[name]):
        return "%s.%s" % (owner.__name__, name)
    if owner is random._inst and name in ("random", "getrandbits"):
        return "random.%s" % name
    return "os.urandom" if function is os.urandom else None


def _walk_if_lazy(value):
    """Read a lazy result to its end; whether it is one that can be talked with."""
    if hasattr(value, "send") and hasattr(value, "__next__"):
        for count, _ in enumerate(value):
            if count > 10_000:
                break
        return True
    elif hasattr(value, "__await__") and hasattr(value, "send"):
        asyncio.run(value)
    elif hasattr(value, "__anext__"):
        asyncio.run(_walk_async(value))
    return False


async def _walk_async(value):
    async for _ in value:
        pass


def required_lines(text, name):
    """Lines of the named function that some input must reach before anything can be said about it.

    Left out are handlers of exceptions, `raise`, `assert False` and lines that the compiler removes.
    """
    tree = ast.parse(text)
    node = _find(tree, name.split("."))
    if node is None:
        return set()
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
    features = [other for other in tree.body if isinstance(other, ast.ImportFrom) and other.module == "__future__"]
    code = compile(ast.Module([*features, node], []), "<program>", "exec", dont_inherit=True)
    lines = {line for line in _code_lines(code) if node.body[0].lineno <= line <= (node.end_lineno or first)}
    for child in ast.walk(node):
        if isinstance(
            child, (ast.Raise, ast.Assert, ast.ExceptHandler, ast.Global, ast.Nonlocal, ast.Import, ast.Pass)
        ):
            lines -= set(range(child.lineno, (child.end_lineno or child.lineno) + 1))
    return lines


def _find(tree, parts):
    """The function of a dotted name; the last definition of a part in its scope counts, as at run time."""
    node = tree
    for part in parts:
        named = [child for child in _definitions(node.body) if child.name == part]
        if not named:
            return None
        node = named[-1]
    return None if isinstance(node, ast.ClassDef) else node


def _definitions(body):
    """Functions and classes of one scope, those under `if`, `try`, `with` and loops included."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node
            continue
        for name in ("body", "orelse", "finalbody"):
            yield from _definitions(getattr(node, name, ()))
        for handler in getattr(node, "handlers", ()):
            yield from _definitions(handler.body)


def _code_lines(code):
    for _, line in dis.findlinestarts(code):
        if line is not None:
            yield line
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _code_lines(inner)
