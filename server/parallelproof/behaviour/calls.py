"""Real calls of the units: seen while the project's own tests and doctests run, and at literal call sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..domain import Program, Project
from ..ports import JobFailed, Sandbox
from ..settings import Settings
from .programs import as_payload

_THREADS = 32


@dataclass(frozen=True, slots=True)
class Seen:
    """The calls of one unit ({data, origin} each), in what order they came, and the tests that made them and passed."""

    calls: tuple[dict[str, str], ...] = ()
    order: tuple[int, ...] = ()
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenCalls:
    """What a run of the tests showed of every unit, by (path, name); sentences about what went wrong."""

    by_unit: Mapping[tuple[Path, str], Seen] = field(default_factory=dict)
    sys_path: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, program: Program) -> Seen:
        """The calls of one program, none if there were none."""
        return self.by_unit.get((program.path, program.name), Seen())


async def capture(sandbox: Sandbox, programs: Sequence[Program], project: Project, settings: Settings) -> SeenCalls:
    """One run of the tests for all programs of a project. A failing run costs the calls, not the campaign."""
    tests = _likely(settings.tests or project.tests, programs)
    payload = {
        "root": str(project.root),
        "sys_path": list(map(str, project.import_paths or (project.root,))),
        "tests": [str(test) for test in tests],
        "overlays": {str(program.path): program.text for program in programs},
        "targets": _targets(programs, project),
        "deadline_s": settings.capture_timeout_s,
    }
    try:
        found = await sandbox.run(
            "capture", payload, project=project, timeout_s=settings.capture_timeout_s + 10, threads=_THREADS,
            memory_bytes=settings.memory_bytes,
        )  # fmt: skip
    except JobFailed as error:
        return SeenCalls(notes=(f"no calls were captured from the tests: {error}",))
    return _read(found, programs)


def _read(found: Mapping[str, Any], programs: Sequence[Program]) -> SeenCalls:
    by_unit = {}
    for program in programs:
        key = f"{program.path}::{program.name}"
        calls, order, tests = (found[part].get(key, []) for part in ("calls", "orders", "tests"))
        by_unit[(program.path, program.name)] = Seen(tuple(calls), tuple(order), tuple(tests))
    return SeenCalls(by_unit, tuple(found["sys_path"]), tuple(found["notes"]))


def _targets(programs: Sequence[Program], project: Project) -> list[dict[str, Any]]:
    by_path: dict[Path, list[Program]] = {}
    for program in programs:
        by_path.setdefault(program.path, []).append(program)
    return [
        {**as_payload(group[0], project), "names": sorted({program.name for program in group})}
        for group in by_path.values()
    ]


def _likely(tests: Sequence[Path], programs: Sequence[Program]) -> list[Path]:
    """Test files that mention a unit by its last name; all that were given if that cannot be told."""
    words = {program.name.rpartition(".")[2] for program in programs} | {p.name.split(".")[0] for p in programs}
    files = [file for test in tests for file in (_test_files(test) if test.is_dir() else [test])]
    return [file for file in files if _mentions(file, words)]


def _test_files(folder: Path) -> list[Path]:
    return sorted({*folder.rglob("test_*.py"), *folder.rglob("*_test.py")})


def _mentions(file: Path, words: set[str]) -> bool:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(word in text for word in words)
