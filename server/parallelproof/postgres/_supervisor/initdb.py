"""A data folder for a server, made whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .leases import DATA
from .process import Kind, end_with_parent, environment

_BEGUN = f"{DATA}.new."


class Failed(Exception):
    """There is no data folder; the text says why."""


def initialise(kind: Kind) -> None:
    """Make the data folder of a server's folder if there is none; raises Failed, OSError.

    It gets its name when it is complete, so one that was begun when the disk was full or the machine went down is
    begun again.
    """
    if (kind.folder / DATA).exists():
        return
    for old in kind.folder.glob(f"{_BEGUN}*"):
        shutil.rmtree(old, ignore_errors=True)
    begun = Path(tempfile.mkdtemp(prefix=_BEGUN, dir=kind.folder))
    try:
        if kind.owner:
            os.chown(begun, *kind.owner)
        _run_initdb(kind, begun)
        begun.rename(kind.folder / DATA)
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def _run_initdb(kind: Kind, data: Path) -> None:
    command = [
        str(kind.programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
        "--no-instructions",
    ]  # fmt: skip
    user, group = kind.owner or (None, None)
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False, cwd="/",
        env=environment(), user=user, group=group, extra_groups=[] if kind.owner else None,
        preexec_fn=end_with_parent(),
    )  # fmt: skip
    if done.returncode and os.strerror(errno.ENOSPC) in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if done.returncode:
        raise Failed(_reason(done.stderr))


def _reason(said: str) -> str:
    """The first error that `initdb`, or the server it started, tells of."""
    errors = [line for line in said.splitlines() if "error:" in line or "FATAL:" in line or "PANIC:" in line]
    return (
        errors[0].rpartition(":  " if "FATAL:" in errors[0] else "error:")[2].strip() if errors else "no reason given"
    )
