"""Where the source of a module is, for the interpreter of a project; nothing is run or imported."""

from __future__ import annotations

import os
import re
import sysconfig
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain import Project, path_of
from ..languages.python.installed import site_packages
from ..languages.python.interpreter import in_environment
from ..languages.python.project import discover
from ..settings import Settings

_VERSION = re.compile(r"(?m)^version(?:_info)?\s*=\s*(\d+\.\d+)")
_NOWHERE = Path(os.devnull)
_MODULE_FILES = ("{}.py", "{}/__init__.py", "{}.pyi", "{}/__init__.pyi")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The project of a document, and the folders of its interpreter: the standard library, then what is installed."""

    project: Project
    library: Path
    packages: tuple[Path, ...]

    def sources(self, module: str) -> list[Path]:
        """The files that say what a module holds, the best first: source, stubs beside it, stubs of their own."""
        return [file for folder in (self.library, *self.packages) for file in _in_folder(folder, module)]

    def is_of_project(self, module: str) -> bool:
        """Whether a top-level module is the project's own, whatever else has its name."""
        return any(
            (folder / f"{module}.py").is_file() or (folder / module).is_dir() for folder in self.project.import_paths
        )


def surroundings(uri: str, root: Path | None, settings: Settings) -> Surroundings:
    """Where a document stands; raises ValueError, in one sentence, where no interpreter is found.

    The interpreter that a setting names is only looked at, not started. A document outside the root has the root's
    project, one in no folder none: what happens to lie above them is nobody's business.
    """
    path = path_of(uri)
    place = root or _NOWHERE if path is None or (root and not path.is_relative_to(root)) else path
    project = discover(place, replace(settings, python=None, tests=()), workspace=root)
    if settings.python is not None:
        chosen = project.root / settings.python.expanduser()
        project = replace(project, python=in_environment(chosen) or chosen)
    return Surroundings(project, standard_library(project.python), tuple(site_packages(project.python)))


def standard_library(python: Path) -> Path:
    """The folder of an interpreter's standard library; our own where it cannot be found."""
    base = python.resolve().parent.parent
    version = _version(python)
    names = ([f"lib/python{version}"] if version else []) + ["Lib", "lib/python3*"]
    found = (folder for name in names for folder in sorted(base.glob(name)) if (folder / "os.py").is_file())
    return next(found, Path(sysconfig.get_path("stdlib")))


def _version(python: Path) -> str:
    """As its environment or the name of its program says."""
    try:
        written = _VERSION.search((python.parent.parent / "pyvenv.cfg").read_text("utf-8", "replace"))
    except OSError:
        written = None
    named = re.search(r"python(\d+\.\d+)", python.resolve().name)
    match = written or named
    return match[1] if match else ""


def _in_folder(folder: Path, module: str) -> list[Path]:
    place = "/".join(module.split("."))
    top, _, rest = place.partition("/")
    stubs = f"{top}-stubs/{rest}" if rest else f"{top}-stubs"
    names = [pattern.format(place) for pattern in _MODULE_FILES]
    names += [pattern.format(stubs) for pattern in (_MODULE_FILES[2:] if rest else _MODULE_FILES[3:])]
    return [folder / name for name in names if (folder / name).is_file()]
