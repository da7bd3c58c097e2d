"""The jobs that run the project's own tests: to see the calls that units get, and to test a change."""

from __future__ import annotations

import ast
import contextlib
import doctest
import importlib
import io
import os
import pickle
import sys
import threading
import time
import unittest

from .freezing import freeze
from .loading import OverlayFinder, extend_path

_MAX_CALLS = 60
_MAX_BYTES = 400_000
_MAX_ATTEMPTS = 400


def capture(payload):
    """Run tests, doctests and literal call sites under a hook that snapshots arguments before each call.

    Payload: root, sys_path, tests [path], overlays {path: text}, targets [{path, module, text, names [entry]}],
    deadline_s. Returns {calls: {"path::name": [{data, origin}]}, orders: {"path::name": [index of the call]},
    tests: {"path::name": [id of a test that passed]}, sys_path, notes}.
    """
    extend_path(payload["sys_path"])
    finder = OverlayFinder({os.path.realpath(path): text for path, text in payload["overlays"].items()})
    sys.meta_path.insert(0, finder)
    os.chdir(payload["root"])
    recorder = _Recorder(payload["targets"])
    notes = []
    for target in payload["targets"]:
        _literal_calls(target, recorder, payload["root"])
        _doctests(target, recorder)
    outcomes = _Outcomes(payload["deadline_s"])
    if payload["tests"]:
        notes += _run_tests(payload["tests"], recorder, outcomes)
    return {
        "calls": {key: kept.calls for key, kept in recorder.kept.items()},
        "orders": {key: kept.order for key, kept in recorder.kept.items()},
        "tests": {key: sorted(kept.tests & outcomes.passed) for key, kept in recorder.kept.items()},
        "sys_path": [path for path in sys.path if path not in payload["sys_path"]],
        "notes": notes,
    }


def retest(payload):
    """Run the given tests with a change laid over the files.

    Payload: root, sys_path, overlays {path: text}, tests [test id], deadline_s.
    Returns {passed: count, failed: [test id], notes}.
    """
    extend_path(payload["sys_path"])
    sys.meta_path.insert(0, OverlayFinder({os.path.realpath(p): text for p, text in payload["overlays"].items()}))
    os.chdir(payload["root"])
    outcomes = _Outcomes(payload["deadline_s"])
    notes = _pytest(payload["tests"], [outcomes])
    return {"passed": len(outcomes.passed), "failed": outcomes.failed, "notes": notes}


class _Kept:
    def __init__(self):
        self.calls, self.order, self.tests, self.seen, self.attempts = [], [], set(), {}, 0

    def add(self, data, origin):
        """Keep a call once, and its place in the order of calls every time."""
        if data not in self.seen:
            if len(data) > _MAX_BYTES or len(self.calls) >= _MAX_CALLS:
                return
            self.seen[data] = len(self.calls)
            self.calls.append({"data": data, "origin": origin})
        self.order.append(self.seen[data])


class _Recorder:
    """Snapshots arguments when the targets' functions are called, through the interpreter's profile hook."""

    def __init__(self, targets):
        self._names = {}
        self.kept = {}
        self.origin = "test"
        self._codes = {}
        for target in targets:
            path = os.path.realpath(target["path"])
            for name in target["names"]:
                self._names[(path, name)] = "%s::%s" % (target["path"], name)
                self.kept["%s::%s" % (target["path"], name)] = _Kept()

    @contextlib.contextmanager
    def watching(self, origin):
        """Record the calls made in the block."""
        self.origin = origin
        threading.setprofile(self._hook)
        sys.setprofile(self._hook)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    def _hook(self, frame, event, arg):
        if event != "call":
            return
        code = frame.f_code
        key = self._codes.get(code, code)
        if key is code:
            key = self._codes[code] = self._key_of(code)
        if key is not None:
            self._record(self.kept[key], frame, code)

    def _key_of(self, code):
        name = getattr(code, "co_qualname", None)
        path = os.path.realpath(code.co_filename)
        if name is not None:
            return self._names.get((path, name))
        # Before Python 3.11 code does not know its qualified name: match by the last part.
        matches = [key for (file, entry), key in self._names.items() if file == path and entry.endswith(code.co_name)]
        return matches[0] if len(matches) == 1 else None

    def _record(self, kept, frame, code):
        kept.attempts += 1
        test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
        if test:
            kept.tests.add(test)
        if kept.attempts > _MAX_ATTEMPTS:
            return
        sys.setprofile(None)
        try:
            data = freeze(*_arguments(frame, code))
            kept.add(data, self.origin)
        except (pickle.PicklingError, TypeError, AttributeError, ValueError, RecursionError, NotImplementedError):
            pass
        finally:
            sys.setprofile(self._hook)


def _arguments(frame, code):
    names, values = code.co_varnames, frame.f_locals
    count, keyword_count = code.co_argcount, code.co_kwonlyargcount
    args = [values[name] for name in names[:count]]
    kwargs = {name: values[name] for name in names[count : count + keyword_count]}
    at = count + keyword_count
    if code.co_flags & 0x04:
        args += values[names[at]]
        at += 1
    if code.co_flags & 0x08:
        kwargs.update(values[names[at]])
    for value in (*args, *kwargs.values()):
        if hasattr(type(value), "__next__"):
            raise TypeError("copying an iterator would walk it")
    return args, kwargs


def _literal_calls(target, recorder, root):
    """Calls with literal arguments in the file itself, such as under `if __name__ == "__main__"`."""
    tree = ast.parse(target["text"])
    plain = {name for name in target["names"] if "." not in name}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in plain:
            try:
                args = [ast.literal_eval(arg) for arg in node.args]
                kwargs = {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords if keyword.arg}
            except (ValueError, TypeError):
                continue
            kept = recorder.kept["%s::%s" % (target["path"], node.func.id)]
            data = freeze(args, kwargs)
            kept.add(data, "call site")


def _doctests(target, recorder):
    if ">>>" not in target["text"]:
        return
    try:
        module = importlib.import_module(target["module"])
    except BaseException:
        return
    with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
        for test in doctest.DocTestFinder().find(module):
            with recorder.watching("doctest"):
                doctest.DocTestRunner(verbose=False).run(test, out=lambda text: None, clear_globs=False)


def _run_tests(tests, recorder, outcomes):
    try:
        import pytest  # noqa: F401
    except ImportError:
        return _unittest(tests, recorder)
    return _pytest(tests, [outcomes, _watcher(recorder)])


def _pytest(tests, plugins):
    import pytest

    arguments = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly", "--no-header", "-o", "addopts="]
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        code = pytest.main([*arguments, *tests], plugins=plugins)
    outcomes = plugins[0]
    if outcomes.late:
        return ["the tests were stopped after %g s; the calls seen until then are used" % outcomes.deadline_s]
    if code not in (0, 1):
        lines = [line for line in output.getvalue().splitlines() if line.strip()]
        wrong = [line for line in lines if line.startswith("E ") or "rror" in line]
        return ["the tests could not be run: %s" % (wrong or lines or ["pytest ended with %s" % code])[-1].strip()]
    return []


class _Outcomes:
    """A pytest plugin that counts outcomes and stops in time."""

    def __init__(self, deadline_s):
        self.deadline_s = deadline_s
        self._end = time.monotonic() + deadline_s
        self.passed, self.failed, self.late = set(), [], False

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            self.passed.add(report.nodeid)
        elif report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtest_setup(self, item):
        if time.monotonic() > self._end:
            import pytest

            self.late = True
            pytest.exit("out of time", returncode=0)


def _watcher(recorder):
    """A pytest plugin that records calls while tests run, not while they are collected."""
    import pytest

    class Watcher:
        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_protocol(self, item, nextitem):
            with recorder.watching("test"):
                yield

    return Watcher()


def _unittest(tests, recorder):
    suite = unittest.TestSuite()
    for path in tests:
        folder, pattern = (path, "test*.py") if os.path.isdir(path) else os.path.split(path)
        suite.addTests(unittest.TestLoader().discover(folder or ".", pattern=pattern))
    with recorder.watching("test"):
        unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    return []
