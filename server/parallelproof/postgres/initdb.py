"""A data folder for a server, made whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ._supervisor.leases import DATA
from ._supervisor.process import environment
from .account import Account
from .connect import Unreachable

_INITDB_S = 300.0
_BEGUN = f"{DATA}.new."


def initialise(folder: Path, programs: Path, account: Account | None) -> None:
    """Make the data folder of a server's folder if there is none; raises Unreachable, OSError.

    It gets its name when it is complete, so one that was begun when the disk was full or the machine went down is
    begun again.
    """
    data = folder / DATA
    if data.exists():
        return
    for old in folder.glob(f"{_BEGUN}*"):
        shutil.rmtree(old, ignore_errors=True)  # an `initdb` whose user was killed may still be at it
    begun = Path(tempfile.mkdtemp(prefix=_BEGUN, dir=folder))
    try:
        if account:
            os.chown(begun, account.uid, account.gid)
        _run_initdb(programs, begun, account)
        begun.rename(data)
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def _run_initdb(programs: Path, data: Path, account: Account | None) -> None:
    command = [
        str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
        "--no-instructions",
    ]  # fmt: skip
    options = account.options if account else {}
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False,
            timeout=_INITDB_S, cwd="/", env=environment(), **options,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unreachable(f"The embedded Postgres could not be set up within {_INITDB_S:.0f} s.") from None
    if done.returncode and os.strerror(errno.ENOSPC) in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if done.returncode:
        raise Unreachable(f"The embedded Postgres could not be set up in {data.parent}: {_reason(done.stderr)}.")


def _reason(said: str) -> str:
    """The first error that `initdb`, or the server it started, tells of."""
    errors = [line for line in said.splitlines() if "error:" in line or "FATAL:" in line or "PANIC:" in line]
    return (
        errors[0].rpartition(":  " if "FATAL:" in errors[0] else "error:")[2].strip() if errors else "no reason given"
    )
