"""A file system whose files can share blocks, in an image that is thrown away: XFS with reflinks on a loop device."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_FOLDER = "/tmp/pp-xfs-"


@contextmanager
def xfs(megabytes: int = 512) -> Iterator[Path]:
    """The folder it is mounted on; skips, with the reason, where that cannot be done."""
    if os.getuid() != 0:
        pytest.skip("to mount a file system that shares blocks takes root")
    if not (make := shutil.which("mkfs.xfs", path="/usr/sbin:/sbin")):
        pytest.skip("needs mkfs.xfs (xfsprogs), which is not installed")
    _clear()
    folder = Path(f"{_FOLDER}{os.getpid()}-{os.urandom(2).hex()}")
    folder.mkdir()
    image = folder.with_suffix(".image")
    try:
        with image.open("wb") as file:
            file.truncate(megabytes << 20)
        subprocess.run([make, "-q", "-m", "reflink=1", image], check=True, capture_output=True)
        mounted = subprocess.run(["mount", "-o", "loop", image, folder], capture_output=True, text=True)
        if mounted.returncode:
            pytest.skip(f"a loop device cannot be mounted here: {mounted.stderr.strip()}")
        image.unlink()  # It lives as long as the mount.
        folder.chmod(0o1777)
        yield folder
    finally:
        image.unlink(missing_ok=True)
        _unmount(folder)


def used_bytes(folder: Path) -> int:
    """Bytes in use on the file system of a folder; what is deleted or shared counts once all is written."""
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
