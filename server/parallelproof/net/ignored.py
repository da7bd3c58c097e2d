"""Which files a project keeps to itself: git's ignore files and `.parallelproofignore`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePath

from pathspec import GitIgnoreSpec

OWN_FILE = ".parallelproofignore"
_GIT_FILE = ".gitignore"
_MAX_BYTES = 1 << 20


def is_ignored(path: Path, root: Path) -> bool:
    """Whether the file is ignored at any level up to `root` or the repository around it, or lies outside `root`.

    A link counts as where it stands and as what it leads to. Reads files: not for the event loop. Raises OSError
    where an ignore file is there and cannot be read.
    """
    root = Path(os.path.realpath(root))
    stands = _unlinked_folder(path)
    return any(not at.is_relative_to(root) or _is_ignored_at(at, root) for at in {stands, Path(os.path.realpath(path))})


def _unlinked_folder(path: Path) -> Path:
    return Path(os.path.realpath(path.parent), path.name)


def _is_ignored_at(path: Path, root: Path) -> bool:
    top, repository = _repository(root)
    shared = [(top, file) for file in _shared_files(repository)]
    for name in (_GIT_FILE, OWN_FILE):
        for part in reversed([path, *path.parents[: len(path.relative_to(top).parts) - 1]]):
            levels = part.parents[: len(part.relative_to(top).parts)]
            files = [(folder, folder / name) for folder in levels]
            if _verdict(part, part != path, [*files, *(shared if name == _GIT_FILE else [])]):
                return True
    return False


def _verdict(part: Path, is_folder: bool, files: list[tuple[Path, Path]]) -> bool:
    """What the nearest ignore file that speaks of it says."""
    for folder, file in files:
        spec = rules(file)
        said = spec.check_file(_relative(part, folder) + "/" * is_folder).include if spec else None
        if said is not None:
            return said
    return False


def _relative(part: Path, folder: Path) -> str:
    return PurePath(part.relative_to(folder)).as_posix()


def _repository(root: Path) -> tuple[Path, Path | None]:
    """The top folder of the repository that `root` is in, and git's own folder; `root` itself if there is none."""
    for folder in (root, *root.parents):
        git = folder / ".git"
        if git.exists():
            return folder, _common(git)
    return root, None


def _common(git: Path) -> Path:
    """Git's folder that all work trees share: `.git` may be a file that names another place."""
    if git.is_file():
        git = git.parent / git.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
    shared = git / "commondir"
    return git / shared.read_text("utf-8", "replace").strip() if shared.is_file() else git


def _shared_files(repository: Path | None) -> Iterator[Path]:
    if repository is None:
        return
    yield repository / "info" / "exclude"
    yield Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config", "git", "ignore")


def rules(file: Path) -> GitIgnoreSpec | None:
    """What an ignore file says, None where there is none; git passes over what it does not understand, and so do we.

    Blocks; it is read again only once it changed. Raises OSError where it is there and cannot be read.
    """
    try:
        state = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return _parsed(file, state.st_mtime_ns, min(state.st_size, _MAX_BYTES)) if state.st_size else None


@lru_cache(maxsize=512)
def _parsed(file: Path, _changed_ns: int, size_bytes: int) -> GitIgnoreSpec:
    with file.open("rb") as stream:
        lines = stream.read(size_bytes).decode("utf-8", "surrogateescape").splitlines()
    return GitIgnoreSpec.from_lines(filter(_is_rule, lines))


def _is_rule(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True
