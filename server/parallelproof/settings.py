"""Every option with its default, unit and one-line meaning; one frozen value for each folder."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path


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
    samples: int = 200
    """Generated inputs for each function."""
    call_timeout_s: float = 0.5
    """A single call in a verification may take this long."""
    job_timeout_s: float = 20.0
    """A sandboxed job is killed after this long."""
    capture_timeout_s: float = 30.0
    """The project's tests may run this long while calls are captured."""
    memory_bytes: int = 2 << 30
    """Address space of a sandboxed process."""
