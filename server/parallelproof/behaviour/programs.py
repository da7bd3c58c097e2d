"""Programs as the worker's jobs take them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..domain import Program, Project
from ..languages.python.project import module_name

_THREADS = re.compile(r"\bthreading\b|\bThread|to_thread|run_in_executor|concurrent\.futures")
_PROCESSES = re.compile(r"\bmultiprocessing\b|ProcessPool|\bos\.fork")
_IN_THREADS = ("hread", "run_in_executor", "concurrent.futures")
_IN_PROCESSES = ("multiprocessing", "ProcessPool", "os.fork")
"""A text without any of these parts cannot match: looking for them takes a hundredth of the time."""
_MOST_THREADS, _MOST_PROCESSES = 16, 8


def allowance(*texts: str) -> dict[str, Any]:
    """How many threads and processes jobs on these texts may start: none, unless one speaks of them."""
    text = "\n".join(texts)
    processes = _MOST_PROCESSES if _speaks_of(_PROCESSES, _IN_PROCESSES, text) else 0
    threads = _MOST_THREADS if processes or _speaks_of(_THREADS, _IN_THREADS, text) else 0
    return {"threads": threads, "processes": processes}


def _speaks_of(words: re.Pattern[str], parts: Sequence[str], text: str) -> bool:
    return any(part in text for part in parts) and words.search(text) is not None


def as_payload(program: Program, project: Project, sys_path: Sequence[str] = ()) -> dict[str, Any]:
    """One program with the module name it goes by and the folders it imports from."""
    paths = project.import_paths or (project.root,)
    known = any(program.path.is_relative_to(path) for path in paths)
    return {
        "path": str(program.path),
        "text": program.text,
        "name": program.name,
        "module": module_name(program.path, paths) if known else program.path.stem,
        "sys_path": [*map(str, paths), *([] if known else [str(program.path.parent)]), *sys_path],
    }
