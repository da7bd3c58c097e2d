"""What the machine's going down may have torn, in a server that does not wait for the disk."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path

from ._supervisor.leases import DATA

_BOOT = "boot"
"""In the server's folder: during which run of the machine the server was started last."""


def forget_if_torn(folder: Path) -> None:
    """Remove the data of a server that the machine took down with it, as nobody knows what of it was written.

    One that was killed loses nothing: the system has what it wrote.
    """
    before, now = folder / _BOOT, _boot()
    was_killed = (folder / DATA / "postmaster.pid").exists()
    with contextlib.suppress(FileNotFoundError):
        if was_killed and before.read_text("utf-8") != now:
            shutil.rmtree(folder / DATA)
    before.write_text(now, "utf-8")


def _boot() -> str:
    """What tells this run of the machine from every other."""
    if sys.platform == "darwin":
        said = subprocess.run(["sysctl", "-n", "kern.bootsessionuuid"], capture_output=True, text=True, check=False)
        return said.stdout.strip()
    return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
