"""Changes written to the user's files, each with a journal by which the last can be taken back."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..folders import make_private, state_folder
from .sources import SourceError, decoded, encoded, read_bytes, read_source, replace_content

__all__ = ["Applications", "SourceError", "apply_edits", "read_source", "undo"]

_KEPT = 50


@dataclass(frozen=True, slots=True)
class Change:
    """A file's content before and after."""

    path: Path
    before: bytes
    after: bytes


def apply_edits(changes: Mapping[Path, tuple[str, str]], folder: Path | None = None) -> None:
    """Write (old text, new text) of each file, all or none; raises SourceError. `folder` holds the journals."""
    Applications(folder).apply(changes)


def undo(root: Path, folder: Path | None = None) -> list[Path]:
    """Take back the last application below a folder, all or nothing; raises SourceError."""
    return Applications(folder).undo(root)


class Applications:
    """The journals in one private folder, by default in the user's state folder; the newest are kept."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or state_folder() / "applications"

    def apply(self, changes: Mapping[Path, tuple[str, str]]) -> None:
        """Write (old text, new text) of each file. A file that no longer holds the old text leaves all as it was."""
        planned = [_planned(path.absolute(), old, new) for path, (old, new) in changes.items()]
        if not planned:
            return
        journal = self._record(planned)
        try:
            _write({change.path: (change.before, change.after) for change in planned})
        except BaseException:
            journal.unlink(missing_ok=True)
            raise

    def undo(self, root: Path) -> list[Path]:
        """Take back the last application all of whose files stand below a folder; the files that changed."""
        for journal in self._journals():
            entries = _entries(journal)
            if entries is None or not all(_is_below(path, root) for path, _, _ in entries):
                continue
            written = {path: (_still(path, before, after), before) for path, before, after in entries}
            written = {path: pair for path, pair in written.items() if pair[0] != pair[1]}
            _write(written)
            journal.unlink(missing_ok=True)
            # An application that a crash cut off before its first write left nothing to take back.
            if written:
                return list(written)
        raise SourceError(f"Nothing was applied below {root} that could be taken back.")

    def _record(self, planned: list[Change]) -> Path:
        """Written before the files are, so that no crash leaves a change without its journal."""
        rows = [
            {
                "path": str(change.path),
                "before": base64.b64encode(change.before).decode(),
                "after": _digest(change.after),
            }
            for change in planned
        ]
        try:
            make_private(self.folder)
            journal = self.folder / f"{time.time_ns():020d}-{os.getpid()}.json"
            with open(os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump({"files": rows}, file)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise SourceError(
                f"Nothing was applied: no journal can be kept in {self.folder} ({error.strerror})."
            ) from None
        for old in self._journals()[_KEPT:]:
            old.unlink(missing_ok=True)
        return journal

    def _journals(self) -> list[Path]:
        """Newest first."""
        return sorted(self.folder.glob("*.json"), reverse=True)


def _planned(path: Path, old: str, new: str) -> Change:
    before = read_bytes(path)
    text, encoding = decoded(path, before)
    if text != old:
        raise SourceError(f"{path} has changed since it was read; nothing was applied.")
    if encoded(path, text, encoding) != before:
        raise SourceError(f"{path} cannot be written in its encoding, {encoding}, without other changes.")
    return Change(path, before, encoded(path, new, encoding))


def _write(contents: Mapping[Path, tuple[bytes, bytes]]) -> None:
    """Replace (now, then) of each file; what was written is taken back where one cannot be."""
    done: list[Path] = []
    try:
        for path, (_, then) in contents.items():
            replace_content(path, then)
            done.append(path)
    except BaseException:
        for path in done:
            with contextlib.suppress(SourceError):
                replace_content(path, contents[path][0])
        raise


def _is_below(path: Path, root: Path) -> bool:
    """Whether a file stands below a folder, by name or behind links."""
    return path.is_relative_to(root.absolute()) or path.resolve().is_relative_to(root.resolve())


def _still(path: Path, before: bytes, after: str) -> bytes:
    """The file's content, if it is what an application wrote or what stood there before."""
    content = read_bytes(path)
    if content != before and _digest(content) != after:
        raise SourceError(f"{path} has changed since; nothing was taken back.")
    return content


def _entries(journal: Path) -> list[tuple[Path, bytes, str]] | None:
    """(path, content before, digest after) of each file, None for a journal that cannot be read."""
    try:
        rows = json.loads(journal.read_bytes())["files"]
        return [(Path(row["path"]), base64.b64decode(row["before"]), str(row["after"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
