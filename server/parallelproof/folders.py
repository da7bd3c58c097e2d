"""Where the user's private files stand, and folders that only the user may enter."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_PRIVATE = 0o700


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """For what can be made again."""
    return _base(environ, "XDG_CACHE_HOME", ".cache", "Library/Caches") / "parallelproof"


def state_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """For what cannot."""
    return _base(environ, "XDG_STATE_HOME", ".local/state", "Library/Application Support") / "parallelproof"


def make_private(folder: Path) -> None:
    """Make the folder the user's alone; OSError where it cannot be, or belongs to someone else."""
    folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    if hasattr(os, "getuid"):
        state = folder.stat()
        if state.st_uid != os.getuid():
            raise PermissionError(f"{folder} belongs to another user")
        if state.st_mode & 0o777 != _PRIVATE:
            folder.chmod(_PRIVATE)


def _base(environ: Mapping[str, str], variable: str, linux: str, mac: str) -> Path:
    if sys.platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"])
    if sys.platform == "darwin":
        return Path.home() / mac
    named = environ.get(variable, "")
    return Path(named) if os.path.isabs(named) else Path.home() / linux
