"""Which folder is searched for a document that stands in no folder that is open."""

from __future__ import annotations

from pathlib import Path

_MARKERS = (".git", "pyproject.toml", "setup.py")


def project_around(path: Path) -> Path | None:
    """The nearest folder upward that says it is a project; None without one below the home folder. Reads folders."""
    try:
        home = Path.home().resolve()
        for folder in path.parents:
            real = folder.resolve()
            if home.is_relative_to(real) or real == Path(real.anchor):
                return None
            if any((folder / marker).exists() for marker in _MARKERS):
                return folder
    except (OSError, RuntimeError):
        # Folders that may not be read, links in a circle, nobody's home.
        return None
    return None
