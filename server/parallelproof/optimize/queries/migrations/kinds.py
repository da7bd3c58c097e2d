"""What a migration is, and that there may be none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Migration:
    """A file that does it, and others that belong to it, such as one that takes it back."""

    path: Path
    text: str
    beside: tuple[tuple[Path, str], ...] = ()

    def save(self) -> None:
        """Write all files; FileExistsError where one of them is there already, and then none is written. Blocks."""
        files = [(self.path, self.text), *self.beside]
        for path, _ in files:
            if path.exists():
                raise FileExistsError(path)
        for path, text in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)


class NotWritten(Exception):
    """There can be no migration; the text says why in one sentence."""
