"""Lines of Python files that define or import a name: what is looked for, and what is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from textwrap import dedent
from typing import Literal

MOST_FOUND = 10
"""Definitions that are kept of each name."""
MOST_IMPORTS = 25
"""Lines that import a name and are kept: they are counted, not shown."""
CONTEXT_LINES = 2
MAX_FILE_BYTES = 1 << 20
"""Larger files are left alone."""
NOT_ENTERED = frozenset({"site-packages", "node_modules", "__pycache__"})
"""Folders of what is installed, not written here, whether or not an ignore file says so."""
SUFFIXES = (".py", ".pyi")


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line that defines or imports a name. `number` counts from 1."""

    name: str
    kind: Literal["definition", "import"]
    path: Path
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class FoundLines:
    """All that was found; `is_partial` where time ran out."""

    lines: tuple[FoundLine, ...] = ()
    is_partial: bool = False


_IMPORTS = re.compile(r"(?:from|import)\b")


class Names:
    """The names that one search looks for, as one regular expression that `rg` and `re` read alike."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(name for name in names if name.isidentifier()))

    @cached_property
    def pattern(self) -> str:
        """Definitions first, then assignments at the top level, then imports."""
        any_name = "|".join(map(re.escape, self.names))
        return "|".join((
            rf"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(?:{any_name})\b",
            rf"^(?:type[ \t]+)?(?:{any_name})[ \t]*(?:[:=\[]|,[^=]*=)",
            rf"^[ \t]*(?:from[ \t]+[.\w]+[ \t]+)?import\b.*\b(?:{any_name})\b",
            rf"^[ \t]+(?:\w+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*(?:\w+[ \t]+as[ \t]+)?"
            rf"(?:{any_name})(?:[ \t]+as[ \t]+\w+)?[ \t]*(?:,|\)|\r?$)",
        ))  # fmt: skip

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    @cached_property
    def _defined(self) -> re.Pattern[str]:
        return re.compile(
            rf"[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+({'|'.join(self.names)})\b"
            rf"|(?:type[ \t]+)?({'|'.join(self.names)})[ \t]*(?::(?!=)|=(?!=)|\[[^=]*=(?!=)|,[^=]*=(?!=))"
        )

    @cached_property
    def _word(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(self.names)})\b")

    def match(self, line: str) -> bool:
        """Whether a line, without its end, is one that `rg` would find."""
        return self._compiled.search(line) is not None

    def read(self, path: Path, number: int, text: str) -> Iterator[FoundLine]:
        """What a line that matches says of each name."""
        defined = self._defined.match(text)
        if defined:
            yield FoundLine(next(filter(None, defined.groups())), "definition", path, number, text)
        elif not text[:1].isspace() and not _IMPORTS.match(text):
            # An assignment to part of a name's object, or a comparison: `re` can look further than `rg`.
            return
        else:
            yield from self._imported(path, number, text)

    def _imported(self, path: Path, number: int, text: str) -> Iterator[FoundLine]:
        for name in dict.fromkeys(self._word.findall(text)):
            yield FoundLine(name, "import", path, number, text)


def nearest(found: Iterable[FoundLine], near: Path) -> list[FoundLine]:
    """The lines in a settled order: definitions before imports, what is near a file first, members of classes last."""
    return sorted(found, key=lambda line: (line.kind, line.text[:1].isspace(), *_place(line.path, near), line.number))


def fewest(found: Iterable[FoundLine], may_be_seen: Callable[[Path], bool]) -> list[FoundLine]:
    """The first definitions and imports of each name that stand in files that may be seen."""
    counts: dict[tuple[str, str], int] = {}
    seen: dict[Path, bool] = {}
    kept = []
    for line in found:
        key = (line.name, line.kind)
        most = MOST_FOUND if line.kind == "definition" else MOST_IMPORTS
        if counts.get(key, 0) >= most:
            continue
        if line.path not in seen:
            seen[line.path] = may_be_seen(line.path)
        if seen[line.path]:
            counts[key] = counts.get(key, 0) + 1
            kept.append(line)
    return kept


def around(text: str, number: int) -> str:
    """A line of a text with two lines before and two after it, those beyond a blank one left out; "" for no line."""
    lines = split(text)
    at = number - 1
    if not 0 <= at < len(lines):
        return ""
    before = list(takewhile(str.strip, reversed(lines[max(0, at - CONTEXT_LINES) : at])))
    after = takewhile(str.strip, lines[at + 1 : at + 1 + CONTEXT_LINES])
    return dedent("\n".join([*reversed(before), lines[at], *after])).strip()


def read_text(path: Path) -> str:
    """A file as text, "" where it cannot be read; what is not UTF-8 is taken for Latin-1. Blocks."""
    try:
        data = path.read_bytes()
    except OSError:
        return ""
    return decoded(data)


def decoded(data: bytes) -> str:
    """Bytes of a source file as text."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def split(text: str) -> list[str]:
    """The lines of a text as `rg` counts them, without their ends."""
    return [line.removesuffix("\r") for line in text.split("\n")]


def _place(path: Path, near: Path) -> tuple[int, str]:
    """How many folders one has to leave and enter, then the path itself."""
    here, there = near.parent.parts, path.parent.parts
    shared = next((i for i, (one, other) in enumerate(zip(here, there, strict=False)) if one != other), None)
    common = min(len(here), len(there)) if shared is None else shared
    return len(here) + len(there) - 2 * common, str(path)
