"""Which Python runs the project's code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_OLDEST = (3, 8)
_CHECK = "import sys; print(*sys.version_info[:2])"
_CHECK_S = 20.0


def find(root: Path, chosen: Path | None, environ: Mapping[str, str] | None = None) -> Path:
    """The chosen interpreter, else the active environment's, `.venv` or `venv` of the root, else our own.

    Links are kept: an environment is known by them. Raises ValueError with one sentence where there is none.
    """
    environ = os.environ if environ is None else environ
    if chosen is not None:
        return _checked(_named(root, chosen), chosen)
    active = [environ[key] for key in ("VIRTUAL_ENV", "CONDA_PREFIX") if environ.get(key)]
    for folder in [*map(Path, active), root / ".venv", root / "venv"]:
        if python := in_environment(folder):
            return python
    return _ours(environ)


def in_environment(folder: Path) -> Path | None:
    """The interpreter of an environment's folder, None where there is none."""
    for name in ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe"):
        if _is_program(folder / name):
            return folder / name
    return None


def _ours(environ: Mapping[str, str]) -> Path:
    if sys.executable and not getattr(sys, "frozen", False) and _is_program(Path(sys.executable)):
        return Path(sys.executable)
    found = shutil.which("python3", path=environ.get("PATH"))
    if not found:
        raise ValueError("No Python interpreter was found; name one with --python or the setting `python`.")
    return Path(found)


def _named(root: Path, chosen: Path) -> Path:
    """The file that a setting means: a path, from the root if relative, an environment's folder, or a name on PATH."""
    path = root / chosen.expanduser()
    if path.is_dir():
        return in_environment(path) or path
    if not path.exists() and len(chosen.parts) == 1 and (found := shutil.which(str(chosen))):
        return Path(found)
    return path


def _checked(python: Path, chosen: Path) -> Path:
    """The interpreter if it runs. It starts without `site`, so that nothing of an environment runs in doing so."""
    if not python.exists():
        raise ValueError(f"The interpreter {chosen} does not exist; name a Python that does.")
    command = [str(python), "-I", "-S", "-c", _CHECK]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_CHECK_S, check=True, stdin=subprocess.DEVNULL
        )
        version = tuple(int(part) for part in done.stdout.split())
    except (OSError, subprocess.SubprocessError, ValueError):
        raise ValueError(f"The interpreter {chosen} does not run; name a Python that does.") from None
    if version < _OLDEST:
        raise ValueError(f"The interpreter {chosen} is Python {'.'.join(map(str, version))}; 3.8 or newer is needed.")
    return python


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
