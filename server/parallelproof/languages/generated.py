"""Which files nobody writes by hand: generated ones, and what lies in folders of tools."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

FOLDERS = frozenset(
    {"node_modules", "site-packages", "__pycache__", "venv", ".venv", "env", "build", "dist", ".tox", ".nox", ".eggs"}
)
NAMES = ("*_pb2.py", "*_pb2_grpc.py", "_version.py")
HEAD_CHARS = 600
"""Generated files say so in their first lines."""
_COMMENT = ("#", "--")


def is_in_tools_folder(path: Path, root: Path) -> bool:
    """Whether a file below `root` lies in a folder that a tool fills."""
    folders = path.relative_to(root).parts[:-1] if path.is_relative_to(root) else ()
    return not FOLDERS.isdisjoint(folders)


def is_generated(name: str, head: str) -> bool:
    """Whether the name of a file or its first lines say that it is generated."""
    comments = "\n".join(
        line for line in head[:HEAD_CHARS].lower().split("\n")[:8] if line.lstrip().startswith(_COMMENT)
    )
    says_so = "@generated" in comments or ("generated" in comments and "do not edit" in comments)
    return says_so or any(fnmatch(name, pattern) for pattern in NAMES)
