"""Where ripgrep is: beside our interpreter first, then on PATH."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path


def find() -> Path | None:
    """The `rg` to use, if there is one."""
    found = shutil.which("rg", path=str(Path(sys.executable).parent)) or shutil.which("rg")
    return Path(found) if found else None


def files(rg: Path, folder: Path) -> list[Path] | None:
    """Files below a folder that no ignore file hides, sorted; None if ripgrep could not say."""
    command = [str(rg), "--files", "--null", "--no-messages", "--no-require-git", "--no-config", "--", str(folder)]
    try:
        answer = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if answer.returncode not in (0, 1) and not answer.stdout:
        return None
    return sorted(Path(name) for name in answer.stdout.decode(errors="surrogateescape").split("\0") if name)
