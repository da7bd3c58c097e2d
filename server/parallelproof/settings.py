"""Every option with its default, unit and one-line meaning; one frozen value for each folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from math import isfinite
from pathlib import Path
from typing import Any


def _spare_cores() -> int:
    return max(1, (os.cpu_count() or 2) - 1)


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of one folder. A docstring under a field is its documentation, in the editor too."""

    enabled: bool = True
    """Analyse and optimise at all."""
    trusted: bool = False
    """The workspace may be run: nothing of the user's runs before this is true."""
    pause_s: float = 1.5
    """Quiet time after the last edit before background work starts."""
    python: Path | None = None
    """Interpreter that runs the project's code; None finds the active environment, `.venv`, or our own."""
    tests: tuple[Path, ...] = ()
    """Test files or folders to capture calls from; empty finds them by pytest's conventions."""
    agents: int = 50
    """Agents in a campaign, each one strategy on one unit."""
    jobs: int = field(default_factory=_spare_cores)
    """Sandboxed processes at the same time."""
    budget_s: float | None = None
    """Seconds a campaign may take; None has no limit."""
    min_speedup: float = 1.1
    """A win's lower confidence bound must be above this ratio."""
    show_minor: bool = False
    """Also show wins too small to interrupt for."""
    code_lens: bool = False
    """Show a code lens above functions with a win, after a save."""
    pause_on_battery: bool = True
    """Start no campaign while the machine runs on battery."""
    ignore_patterns: frozenset[str] = frozenset()
    """Ids of patterns that are switched off."""
    exclude: tuple[str, ...] = ()
    """Glob patterns of files that are left alone."""
    profile: Path | None = None
    """A cProfile `.prof` or speedscope JSON that says what is hot."""
    max_file_bytes: int = 2_000_000
    """Files larger than this are left alone."""
    samples: int = 300
    """Generated inputs for each function."""
    call_timeout_s: float = 0.5
    """A single call in a verification may take this long."""
    job_timeout_s: float = 20.0
    """A sandboxed job is killed after this long."""
    capture_timeout_s: float = 30.0
    """The project's tests may run this long while calls are captured."""
    memory_bytes: int = 2 << 30
    """Address space of a sandboxed process."""


ALIASES = {"ignore": "ignore_patterns"}
"""Short names for pyproject.toml and editors."""
CLIENT_ONLY = frozenset({"path", "args", "interpreter", "import_strategy", "trace"})
"""What an editor keeps in the same section for itself: where the server is, how much of the protocol to log."""
_AT_LEAST = {
    "pause_s": 0.0, "agents": 1, "jobs": 1, "budget_s": 0.0, "min_speedup": 1.0, "max_file_bytes": 1, "samples": 1,
    "call_timeout_s": 0.001, "job_timeout_s": 0.1, "capture_timeout_s": 0.0, "memory_bytes": 64 << 20,
}  # fmt: skip


def editor_name(field_name: str) -> str:
    """How an editor spells an option: `pause_s` is `pauseS`."""
    head, *tail = field_name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def updated(
    settings: Settings, table: Mapping[str, Any], root: Path | None = None, locked: frozenset[str] = frozenset()
) -> tuple[Settings, tuple[str, ...]]:
    """The settings with a table's options in place, and one sentence for each that could not be used.

    Names may be written `pause_s`, `pause-s` or `pauseS`; null is as good as absent; relative paths are against `root`;
    what is ignored or excluded adds to what was. Options in `locked` may not come from this table.
    """
    known = {option.name: str(option.type) for option in fields(Settings)}
    problems: list[str] = []
    for written, value in table.items():
        name = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", written).replace("-", "_").lower()
        name = ALIASES.get(name, name)
        if name in CLIENT_ONLY or value is None:
            continue
        if name not in known:
            problems.append(f"`{written}` is not an option of ParallelProof; the README lists them all.")
        elif name in locked:
            problems.append(f"`{written}` may not be set here; set it in the editor.")
        else:
            try:
                settings = replace(settings, **{name: _merged(settings, name, _READERS[known[name]](value, root))})
            except ValueError as error:
                problems.append(f"`{written}` must be {error}, not {value!r:.60}; it keeps its value.")
    return settings, tuple(problems)


def _merged(settings: Settings, name: str, value: Any) -> Any:
    if name == "ignore_patterns":
        return settings.ignore_patterns | value
    if name == "exclude":
        return tuple(dict.fromkeys(settings.exclude + value))
    if name in _AT_LEAST and value is not None and value < _AT_LEAST[name]:
        raise ValueError(f"{_AT_LEAST[name]:g} or more")
    return value


def _bool(value: object, root: Path | None) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _number(value: object, root: Path | None) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("a number")
    return float(value)


def _whole(value: object, root: Path | None) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise ValueError("a whole number")
    return int(value)


def _texts(value: object, root: Path | None) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) and item for item in items):
        raise ValueError("a list of texts")
    return tuple(items)


def _path(value: object, root: Path | None) -> Path | None:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("a path")
    return next(_paths(value, root), None)


def _paths(value: object, root: Path | None) -> Iterator[Path]:
    for text in filter(None, _texts(value, root) if value else ()):
        path = Path(os.path.expanduser(text))
        yield root / path if root else path


_READERS: dict[str, Callable[[object, Path | None], Any]] = {
    "bool": _bool,
    "float": _number,
    "float | None": _number,
    "int": _whole,
    "Path | None": _path,
    "tuple[Path, ...]": lambda value, root: tuple(_paths(value, root)),
    "tuple[str, ...]": _texts,
    "frozenset[str]": lambda value, root: frozenset(_texts(value, root)),
}
