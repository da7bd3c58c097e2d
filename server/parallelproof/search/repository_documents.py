"""The repository's own documents by sections: READMEs and what stands in its documentation folders."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from .word_index import WordIndex, words

_FOLDERS = ("docs", "doc", "documentation")
_SUFFIXES = frozenset({".md", ".rst", ".txt"})
_FILES = 400
_FILE_BYTES = 200_000
_TOTAL_BYTES = 2_000_000
_SECTIONS = 3
_SHARE = 0.3
"""A section counts from this part of the best score that the words could reach."""
_RULES = (".gitignore", ".parallelproofignore")
_PLACES = 8
"""Repositories that are remembered."""
_HEADING = re.compile(
    r"(?m)^(?:#{1,6}[ \t]+(?P<atx>.+?)[ \t#]*|(?P<under>\S.*)\n(?P<line>[=\-~^\"'`*+#])(?P=line){2,}[ \t]*)$"
)
_FENCE = re.compile(r"(?ms)^[ \t]*(```|~~~).*?(?:^[ \t]*\1[ \t]*$|\Z)")
_NO_PROSE = re.compile(r"^\s*(?:\.\. |\[!|!\[|<|\||:\w+:|```|~~~)")


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a document: its heading, the line of it (from 1), and all of its text."""

    path: Path
    line: int
    heading: str
    text: str

    @property
    def beginning(self) -> str:
        """Its first paragraph of prose, as one line."""
        for paragraph in re.split(r"\n\s*\n", _FENCE.sub("", self.text)):
            if paragraph.strip() and not _NO_PROSE.match(paragraph):
                return " ".join(paragraph.split())
        return ""


class RepositoryDocuments:
    """The sections of the documents below one folder. Blocks on files: never on the event loop."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._files: dict[Path, tuple[tuple[int, int], tuple[Section, ...]]] = {}
        self._index: WordIndex[Section] = WordIndex({})
        self._ignored: dict[Path, bool] = {}
        self._rules: list[float] = []

    def find(self, text: str, names: Collection[str]) -> list[Section]:
        """The sections that speak of what a text says, best first.

        One counts if it holds one of the `names` as it is written, or enough of the words.
        """
        with self._lock:
            self._refresh()
            index = self._index
        matches = index.find(words(text), 4 * _SECTIONS)
        named = [match.key for match in matches if _names_any(match.key.text, names)]
        shared = [match.key for match in matches if match.share >= _SHARE and len(match.words) >= 3]
        return list(dict.fromkeys([*named, *shared]))[:_SECTIONS]

    def _refresh(self) -> None:
        """Read what changed since the last look."""
        states = dict(self._states())
        changed = {path for path, state in states.items() if self._files.get(path, (None,))[0] != state}
        if not changed and states.keys() == self._files.keys():
            return
        kept = {path: file for path, file in self._files.items() if path in states and path not in changed}
        self._files = kept | {path: (states[path], _sections(path)) for path in changed}
        everything = [section for _, sections in self._files.values() for section in sections]
        self._index = WordIndex({section: f"{section.heading} {section.text}" for section in everything})

    def _states(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        rules = [path.stat().st_mtime for name in _RULES if (path := self._root / name).is_file()]
        if rules != self._rules:
            self._rules, self._ignored = rules, {}
        left_bytes = _TOTAL_BYTES
        for path in islice(_documents(self._root), _FILES):
            try:
                state = path.stat()
                if state.st_size > _FILE_BYTES or self._is_ignored(path):
                    continue
            except OSError:
                continue
            left_bytes -= state.st_size
            if left_bytes < 0:
                return
            yield path, (state.st_mtime_ns, state.st_size)

    def _is_ignored(self, path: Path) -> bool:
        from ..net.ignored import is_ignored

        if path not in self._ignored:
            self._ignored[path] = is_ignored(path, self._root)
        return self._ignored[path]


@lru_cache(_PLACES)
def repository_documents(root: Path) -> RepositoryDocuments:
    """Those below one folder, with what they have read so far."""
    return RepositoryDocuments(root)


def _documents(root: Path) -> Iterator[Path]:
    """READMEs and their like at the top, then what is in the documentation folders, in a settled order."""
    try:
        tops = sorted(path for path in root.iterdir() if path.suffix.lower() in (*_SUFFIXES, "") and path.is_file())
    except OSError:
        return
    yield from (path for path in tops if path.stem.isupper())
    for name in _FOLDERS:
        for at, folders, names in os.walk(root / name):
            folders[:] = sorted(folder for folder in folders if not folder.startswith((".", "_")))
            yield from (Path(at, name) for name in sorted(names) if Path(name).suffix.lower() in _SUFFIXES)


def _sections(path: Path) -> tuple[Section, ...]:
    try:
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ()
    # A comment in a block of code is no heading.
    plain = _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    heads = [(match.start(), match.end(), match["atx"] or match["under"]) for match in _HEADING.finditer(plain)]
    heads = heads if heads and not text[: heads[0][0]].strip() else [(0, 0, path.name), *heads]
    ends = [start for start, _, _ in heads[1:]] + [len(text)]
    return tuple(
        Section(path, text.count("\n", 0, start) + 1, heading.strip(), text[body:end].strip())
        for (start, body, heading), end in zip(heads, ends, strict=True)
        if text[body:end].strip()
    )


def _names_any(text: str, names: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)


def telling(identifiers: Sequence[str]) -> frozenset[str]:
    """Those identifiers that hardly stand in prose by chance: `close_all`, `ClientSession`."""
    return frozenset(
        name for name in identifiers if len(name) > 4 and ("_" in name.strip("_") or re.search(r"[a-z][A-Z]", name))
    )
