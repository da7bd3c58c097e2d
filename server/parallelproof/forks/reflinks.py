"""Whether databases of a server can be copied without copying their blocks."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from .servers import CLONING, Server

_FICLONE = 0x40049409
"""Of <linux/fs.h>."""


def work_in(folder: Path) -> bool:
    """Whether they really do: a file of the server's is cloned into one that has no name, so nothing is left of it.

    Asked of the file system, as `file_copy_method = clone` copies without a word where blocks cannot be shared. Linux
    only: elsewhere there is no file without a name to try it with, and the answer is no.
    """
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        source = os.open(folder / "global" / "pg_control", os.O_RDONLY | os.O_CLOEXEC)
        try:
            copy = os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
            try:
                fcntl.ioctl(copy, _FICLONE, source)
            finally:
                os.close(copy)
        finally:
            os.close(source)
    except OSError:
        return False
    return True


async def problem(server: Server) -> str | None:
    """Why a server cannot clone, in a sentence; None where it can."""
    if server.version < CLONING:
        return "Databases are cloned by PostgreSQL 18 or newer: use the provider `transaction` or `copy`."
    if server.folder is None:
        return (
            "Whether the server can clone is not known, as the folder of its data is on another machine or closed to "
            "this user: use the provider `transaction` or `copy`."
        )
    if not await asyncio.to_thread(work_in, server.folder):
        return (
            "The file system of the server's data cannot share blocks between files (XFS and Btrfs can): use the "
            "provider `transaction` or `copy`."
        )
    return None
