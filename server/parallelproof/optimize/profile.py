"""Read what is hot from a profile: cProfile's `.prof` and speedscope's JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Hot = Mapping[tuple[str, str], float]
"""Share of the total time, 0 to 1, spent in the own lines of a function: by (file, function name) as profiled.

Time in built-in functions, comprehensions and lambdas counts for the function that calls them: that is what a rewrite
can save.
"""

_LARGEST_BYTES = 64 << 20
_READ_S = 60.0
_DEEPEST = 10
_Function = tuple[str, int, str]
_Table = dict[_Function, tuple[float, list[Any]]]
_MARSHALLED_DICT = (0x7B, 0xFB)
# Marshalled data can crash the process that reads it or ask for all its memory, so another one reads it.
_READER = """
import json, pstats, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
except (ImportError, ValueError, OSError):
    pass
stats = pstats.Stats(sys.argv[1]).stats
json.dump([[*function, own, [[*caller, times[2]] for caller, times in callers.items()]]
           for function, (_, _, own, _, callers) in stats.items()], sys.stdout)
"""


class ProfileError(ValueError):
    """A profile that cannot be used; the text says why in one sentence."""


def read_profile(path: Path) -> Hot:
    """The hot functions of a `.prof` or speedscope file; raises ProfileError."""
    try:
        size = path.stat().st_size
        if size > _LARGEST_BYTES:
            raise ProfileError(f"The profile {path} has {size:,} bytes; {_LARGEST_BYTES:,} is the most that is read.")
        with path.open("rb") as file:
            first = file.read(1)
    except OSError as error:
        raise ProfileError(f"The profile {path} cannot be read: {error.strerror}.") from None
    if first and first[0] in _MARSHALLED_DICT and not _is_json(path):
        return _shares(_cprofile(path))
    return _shares(_speedscope(path))


def share(hot: Hot, file: Path, name: str) -> float:
    """The share of a function, by its dotted name, in a file; a relative path in the profile matches by its tail."""
    short = name.rsplit(".", 1)[-1]
    return sum(
        part
        for (profiled, function), part in hot.items()
        if function.rsplit(".", 1)[-1] == short and _is_same(Path(profiled), file)
    )


def _is_same(profiled: Path, file: Path) -> bool:
    if profiled.is_absolute():
        return profiled == file
    parts = [part for part in profiled.parts if part != "."]
    return bool(parts) and list(file.parts[-len(parts) :]) == parts


def _is_json(path: Path) -> bool:
    """JSON and a marshalled dict can begin with the same byte, "{"; only the latter goes on with binary data."""
    with path.open("rb") as file:
        head = file.read(256)
    return head.lstrip()[:1] == b"{" and head[1:].lstrip()[:1] in (b'"', b"}") and b"\0" not in head


def _shares(spent: Iterable[tuple[tuple[str, str], float]]) -> dict[tuple[str, str], float]:
    sums: dict[tuple[str, str], float] = {}
    for function, seconds in spent:
        sums[function] = sums.get(function, 0.0) + seconds
    total = sum(sums.values())
    return {function: seconds / total for function, seconds in sums.items() if seconds > 0 and _is_python(function)}


def _is_python(function: tuple[str, str]) -> bool:
    return bool(function[0]) and function[0] != "~" and not function[0].startswith("<")


def _cprofile(path: Path) -> list[tuple[tuple[str, str], float]]:
    command = [sys.executable, "-I", "-c", _READER, str(path.absolute())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_READ_S, check=True, stdin=subprocess.DEVNULL)
        rows = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        raise ProfileError(f"The profile {path} is not one that cProfile wrote.") from None
    table = {(file, line, name): (own, callers) for file, line, name, own, callers in rows}
    return [charge for function, (own, _) in table.items() for charge in _charges(function, own, table, _DEEPEST)]


def _charges(function: _Function, seconds: float, table: _Table, depth: int) -> Iterable[tuple[tuple[str, str], float]]:
    """To whom the time of a function counts: itself, or by their part in it those who called it."""
    callers = table.get(function, (0.0, []))[1]
    file, _, name = function
    if _is_named(file, name) or not callers or not depth:
        yield (file, name), seconds
        return
    whole = sum(part for *_, part in callers)
    for *caller, part in callers:
        due = seconds * part / whole if whole else seconds / len(callers)
        yield from _charges((caller[0], caller[1], caller[2]), due, table, depth - 1)


def _is_named(file: str, name: str) -> bool:
    return file != "~" and (not name.startswith("<") or name == "<module>")


def _speedscope(path: Path) -> list[tuple[tuple[str, str], float]]:
    try:
        document = json.loads(path.read_bytes())
        frames = [(str(frame.get("file") or ""), str(frame["name"])) for frame in document["shared"]["frames"]]
        return [item for profile in document["profiles"] for item in _stacks(profile, frames)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise ProfileError(f"The profile {path} is neither cProfile's .prof nor speedscope's JSON.") from None


def _stacks(profile: dict[str, Any], frames: list[tuple[str, str]]) -> list[tuple[tuple[str, str], float]]:
    """Who was at work, and for how long."""
    if profile["type"] == "sampled":
        pairs = zip(profile["samples"], profile["weights"], strict=True)
        return [(_working([frames[index] for index in stack]), float(weight)) for stack, weight in pairs]
    spent: list[tuple[tuple[str, str], float]] = []
    stack: list[tuple[str, str]] = []
    before = float(profile["startValue"])
    for event in profile["events"]:
        spent.append((_working(stack), float(event["at"]) - before))
        before = float(event["at"])
        if event["type"] == "O":
            stack.append(frames[event["frame"]])
        else:
            stack.pop()
    return spent


def _working(stack: list[tuple[str, str]]) -> tuple[str, str]:
    """The innermost function of Python, which answers for the built-in and nameless ones that it called."""
    return next((frame for frame in reversed(stack) if frame[0].endswith(".py") and _is_named(*frame)), ("", ""))
