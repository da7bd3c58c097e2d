"""File systems in images that are thrown away: XFS with reflinks, where files can share blocks, or ext4."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Literal

import pytest

_FOLDER = "/tmp/pp-disk-"


_MAKE = {"xfs": ("mkfs.xfs", "-q", "-m", "reflink=1"), "ext4": ("mkfs.ext4", "-q", "-F")}


def xfs(megabytes: int = 512) -> AbstractContextManager[Path]:
    """The folder where a file system that can share blocks is mounted; skips, with the reason, where it cannot be."""
    return mounted("xfs", megabytes)


@contextmanager
def mounted(kind: Literal["xfs", "ext4"], megabytes: int) -> Iterator[Path]:
    """The folder where a new file system is mounted; skips, with the reason, where it cannot be."""
    if os.getuid() != 0:
        pytest.skip("to mount a file system takes root")
    name, *options = _MAKE[kind]
    if not (make := shutil.which(name, path="/usr/sbin:/sbin")):
        pytest.skip(f"needs {name}, which is not installed")
    _clear()
    folder = Path(f"{_FOLDER}{os.getpid()}-{os.urandom(2).hex()}")
    folder.mkdir()
    image = folder.with_suffix(".image")
    try:
        with image.open("wb") as file:
            file.truncate(megabytes << 20)
        subprocess.run([make, *options, image], check=True, capture_output=True)
        done = subprocess.run(["mount", "-o", "loop", image, folder], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"a loop device cannot be mounted here: {done.stderr.strip()}")
        image.unlink()  # It lives as long as the mount.
        folder.chmod(0o1777)
        yield folder
    finally:
        image.unlink(missing_ok=True)
        _unmount(folder)


def used_bytes(folder: Path) -> int:
    """Bytes in use on the file system of a folder, once all is written."""
    os.sync()
    return shutil.disk_usage(folder).used


def _clear() -> None:
    """Unmount what tests that were killed have left."""
    for folder in Path("/tmp").glob(f"{Path(_FOLDER).name}*"):
        pid = folder.name.removeprefix(Path(_FOLDER).name).split("-")[0]
        if folder.is_dir() and not Path(f"/proc/{pid}").exists():
            _unmount(folder)


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "-l", folder], capture_output=True)
    folder.rmdir()
