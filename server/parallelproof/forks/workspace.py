"""Copies of a working tree: all that is tracked, uncommitted changes, and what is new and not ignored.

A copy is no `git worktree`: that keeps its place in the user's own `.git`, where it stays if we are killed. It is a
folder of ours with a repository of its own, which borrows the user's objects and has their index and their HEAD; so
git works in it, and nothing that is done there, or fails, is seen in theirs. Files share their blocks with the
originals where the file system can do that (FICLONE), so that one takes no room until it is changed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from .. import folders
from ..domain import Capabilities, Fork
from ..ports import ForkFailed
from . import names
from .finishing import finished
from .workspace_files import Cancelled, copy_tree, give_history, listed

_UNFINISHED = ".unfinished"
"""After the name of a copy that is being made: no name that ends so is ever used."""


class Workspaces:
    """A `ports.ForkProvider` for folders. `base` is where copies are kept: cheap on the sources' file system."""

    name = "workspace"
    capabilities = Capabilities("files", is_zero_copy=False, needs_quiet_source=False, is_billable=False, most=100)

    def __init__(self, base: Path | None = None) -> None:
        self._base = base or folders.cache_folder() / "workspaces"

    async def create(self, source: str, at: datetime | None, name: str, ttl_s: float) -> Fork:
        """Copy a folder as it is now."""
        folder, parsed = Path(source), names.parse(name)
        if at is not None:
            raise ForkFailed("A folder can only be copied as it is now.")
        if parsed is None:
            raise ForkFailed(f"`{name}` is no name of a fork.")
        is_cancelled = threading.Event()
        copying = asyncio.ensure_future(asyncio.to_thread(self._copy, folder, name, is_cancelled))
        try:
            await asyncio.shield(copying)
        except BaseException:
            is_cancelled.set()
            await asyncio.wait([copying])
            await finished(asyncio.to_thread(self._remove, name))
            raise
        now = datetime.now(UTC)
        return Fork(name, name, self.name, str(folder), str(self._base / name), now, parsed.expires_at)

    async def wait_ready(self, fork: Fork, timeout_s: float) -> Fork:
        """It was ready when it was made."""
        return replace(fork, status="ready")

    async def destroy(self, fork: Fork) -> None:
        """Remove the copy."""
        if names.parse(fork.name) is None:
            raise ForkFailed(f"`{fork.name}` is no fork, so it is not removed.")
        await asyncio.to_thread(self._remove, fork.name)

    async def list(self, prefix: str) -> Sequence[Fork]:
        """All copies, those that are being made or were left unfinished too."""
        return await asyncio.to_thread(self._found, prefix)

    def _copy(self, source: Path, name: str, is_cancelled: threading.Event) -> None:
        unfinished = self._base / f"{name}{_UNFINISHED}"
        try:
            if not source.is_dir():
                raise ForkFailed(f"There is no folder {source} to copy.")
            folders.make_private(self._base)
            unfinished.mkdir(mode=0o700)
            copy_tree(source, unfinished, listed(source, self._base), is_cancelled)
            give_history(source, unfinished)
            unfinished.rename(self._base / name)
        except Cancelled:
            return
        except OSError as error:
            raise ForkFailed(f"The folder {source} could not be copied: {_reason(error)}.") from None

    def _remove(self, name: str) -> None:
        for folder in (self._base / name, self._base / f"{name}{_UNFINISHED}"):
            shutil.rmtree(folder, onerror=_try_harder)
            if folder.exists():
                raise ForkFailed(f"The copy {folder} could not be removed: close what uses it, or remove it by hand.")

    def _found(self, prefix: str) -> Sequence[Fork]:
        try:
            entries = [entry for entry in os.scandir(self._base) if entry.is_dir(follow_symlinks=False)]
        except FileNotFoundError:
            return []
        forks = []
        for entry in entries:
            name = entry.name.removesuffix(_UNFINISHED)
            parsed = names.parse(name)
            if parsed is None or not name.startswith(prefix):
                continue
            made_at = datetime.fromtimestamp(entry.stat().st_ctime, UTC)
            status: Literal["ready", "creating"] = "ready" if name == entry.name else "creating"
            forks.append(Fork(name, name, self.name, "", entry.path, made_at, parsed.expires_at, status))
        return forks


def _try_harder(remove: object, path: str, _: object) -> None:
    """A folder that was made read-only in the copy is made writable; what cannot be removed even so is left."""
    parent = os.path.dirname(path)
    try:
        for folder in (parent, path):
            if not os.path.islink(folder) and os.path.isdir(folder):
                os.chmod(folder, stat.S_IRWXU)
        shutil.rmtree(path, ignore_errors=True) if os.path.isdir(path) else os.unlink(path)
    except OSError:
        return


def _reason(error: OSError) -> str:
    about = f" ({os.path.basename(error.filename)})" if isinstance(error.filename, str) else ""
    return f"{(error.strerror or str(error)).lower()}{about}"
