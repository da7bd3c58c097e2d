"""The files of a campaign as they were when it began, and how a person finds a unit in them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..domain import Snapshot, Unit, path_of
from .lines import Lines


@dataclass(frozen=True, slots=True)
class Sources:
    """Snapshots by URI, and the folder that paths are shown from."""

    snapshots: Mapping[str, Snapshot]
    folder: Path = field(default_factory=Path.cwd)
    _lines: dict[str, Lines] = field(default_factory=dict, init=False)

    def text(self, uri: str) -> str:
        """The whole text of a file."""
        return self.snapshots[uri].text

    def lines(self, uri: str) -> Lines:
        """Where the lines of a file begin."""
        if uri not in self._lines:
            self._lines[uri] = Lines(self.text(uri))
        return self._lines[uri]

    def path(self, uri: str) -> str:
        """The path of a file from the current folder, with forward slashes; the URI itself if it is no file."""
        path = path_of(uri)
        if path is None:
            return uri
        try:
            return Path(os.path.relpath(path, self.folder)).as_posix()
        except ValueError:  # another drive
            return path.as_posix()

    def place(self, unit: Unit) -> str:
        """Where a unit begins: "shop/orders.py:12"."""
        return f"{self.path(unit.uri)}:{self.lines(unit.uri).number(unit.span.start)}"
