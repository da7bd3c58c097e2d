"""Campaigns that wait on disk until the store can be used: it was not ready in time, or not there."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path

from ..folders import make_private, state_folder
from .rows import Rows

_MOST = 100
"""Files; the oldest go first."""


class Waiting:
    """A private folder with a file for each campaign, named by its store. Raises OSError; never on the event loop."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or state_folder() / "trials-waiting"

    def put(self, store: str, rows: Rows) -> None:
        """Keep a campaign for a store's address, "" being the embedded one; whole or not at all."""
        make_private(self._folder)
        handle, begun = tempfile.mkstemp(prefix=".", dir=self._folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(rows), file, default=str)
            Path(begun).rename(self._folder / f"{_digest(store)}-{rows.campaign['id']}.json")
        except BaseException:
            Path(begun).unlink(missing_ok=True)
            raise
        for old in sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime)[:-_MOST]:
            old.unlink(missing_ok=True)

    def of(self, store: str) -> list[tuple[Path, Rows]]:
        """What waits for a store, and the file that is to be removed once it is there."""
        found = []
        for file in sorted(self._folder.glob(f"{_digest(store)}-*.json")):
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
                value = json.loads(file.read_text("utf-8"))
                found.append((file, Rows(value["campaign"], tuple(value["units"]), tuple(value["trials"]))))
        return found


def _digest(store: str) -> str:
    return hashlib.sha256(store.encode("utf-8", "surrogatepass")).hexdigest()[:16]
