"""Programs as the worker's jobs take them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..domain import Program, Project
from ..languages.python.project import module_name


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
