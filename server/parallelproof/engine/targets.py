"""From paths that a person names to files and the names of functions in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from ..domain import FileFailure, Snapshot
from ..languages import generated
from ..search import ripgrep

SUFFIXES = {".py": "python", ".sql": "sql"}
"""Languages by the ending of the file."""
TEST_NAMES = ("test_*.py", "*_test.py", "conftest.py")


@dataclass(frozen=True, slots=True)
class Targets:
    """Files to work on; for each the names of its functions and queries that were asked for, None for all of them."""

    files: dict[Path, frozenset[str] | None]
    failures: tuple[FileFailure, ...] = ()


def split(argument: str) -> tuple[Path, str | None]:
    """`PATH::NAME` in its two parts; the name is dotted, `Class::method` as pytest spells it is understood too."""
    path, _, name = argument.partition("::")
    return Path(path), name.replace("::", ".") or None


def expand(arguments: Sequence[str], exclude: Sequence[str] = ()) -> Targets:
    """The files that the arguments name. A folder gives its source files; a file is taken whatever it is called."""
    files: dict[Path, frozenset[str] | None] = {}
    failures: list[FileFailure] = []
    for argument in arguments:
        path, name = split(argument)
        try:
            for file in _files(path, name, exclude):
                _add(files, file, name)
        except _Refused as refused:
            failures.append(FileFailure(_absolute(path).as_uri(), str(refused)))
    return Targets(dict(sorted(files.items())), tuple(failures))


def snapshots_of(files: Iterable[Path], most_bytes: int) -> list[Snapshot]:
    """The texts of files as they are on disk; those that are no text or too large are left out."""
    found = []
    for file in files:
        try:
            if file.stat().st_size <= most_bytes:
                found.append(Snapshot(file.as_uri(), 0, SUFFIXES[file.suffix], file.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
    return found


class _Refused(Exception):
    """Why an argument gives no file."""


def _files(path: Path, name: str | None, exclude: Sequence[str]) -> list[Path]:
    if not path.exists():
        raise _Refused("there is no such file or folder.")
    if not path.is_dir():
        if path.suffix not in SUFFIXES:
            raise _Refused(f"is neither Python nor SQL ({', '.join(SUFFIXES)}).")
        return [] if _excluded(path, exclude) else [_absolute(path)]
    if name:
        raise _Refused(f"is a folder; name the file that holds {name}.")
    found = [_absolute(file) for file in _below(path) if _is_source(file, path) and not _excluded(file, exclude)]
    if not found:
        raise _Refused("holds no Python or SQL files to optimise (tests, generated and ignored files are left alone).")
    return found


def _absolute(path: Path) -> Path:
    """Without `..`, so that one file has one name."""
    return Path(os.path.abspath(path))


def _add(files: dict[Path, frozenset[str] | None], file: Path, name: str | None) -> None:
    known = files.get(file, frozenset())
    files[file] = None if name is None or known is None else known | {name}


def _below(folder: Path) -> Iterable[Path]:
    rg = ripgrep.find()
    found = ripgrep.files(rg, folder) if rg else None
    return _walk(folder) if found is None else found


def _walk(folder: Path) -> Iterator[Path]:
    """Every file below a folder but hidden ones, without ripgrep and so without regard to ignore files."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(at, name) for name in sorted(names) if not name.startswith("."))


def _is_source(file: Path, folder: Path) -> bool:
    return (
        file.suffix in SUFFIXES
        and not any(fnmatch(file.name, pattern) for pattern in TEST_NAMES)
        and not generated.is_in_tools_folder(file, folder)
        and not any((parent / "pyvenv.cfg").exists() for parent in _parents(file, folder))
        and not generated.is_generated(file.name, _head(file))
    )


def _parents(file: Path, folder: Path) -> Iterator[Path]:
    for parent in file.parents:
        if parent == folder:
            return
        yield parent


def _head(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(generated.HEAD_CHARS).decode("utf-8", "replace")
    except OSError:
        return ""


def _excluded(file: Path, patterns: Sequence[str]) -> bool:
    """Whether a pattern matches the path, the name of the file, or that of a folder it lies in."""
    path = Path(os.path.relpath(file)).as_posix()
    parents = [parent.as_posix() for parent in Path(path).parents]
    names = Path(path).parts
    return any(fnmatch(text, pattern.rstrip("/")) for pattern in patterns for text in (path, *parents, *names))
