"""The prepared edits: packages as one text each (`prepared/*.txt`), and what was typed into them (`prepared/*.md`).

A package is an archive: `-- path --` and the file. A case is a heading that says why, a line that says what is right,
and a diff of the file with `‸` at the cursor. What was typed is all from the first new line's text to the cursor.
What is right comes from Python and from how people work, never from what the implementation says.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from parallelproof.domain import Card, Meaning, Request, Snapshot, Span

FOLDER = Path(__file__).parent / "prepared"
CURSOR = "‸"
HELD_BACK = frozenset({"courier", "spectra"})
"""Packages whose cases nobody looks at while the fulfiller is written."""
_FILE = re.compile(r"^-- (\S+) --\n", re.MULTILINE)
_CASE = re.compile(r"^## ([^\n]+)\n([^\n]+)\n\n```diff\n(.*?)```$", re.MULTILINE | re.DOTALL)
_RIGHT = re.compile(
    r"(?P<kind>unique|ambiguous|undefined) in (?P<file>\S+?)"
    r"(?:: (?P<name>\w+) is (?P<where>\S+), (?P<openness>open|settled|either))?"
    r"(?:; recent (?P<recent>[^;]+))?(?P<crlf>; crlf)?"
)
_MONTH_S = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Case:
    """One edit of one file, and what a careful colleague would say of it.

    `where` is the right definition's file, or the module of an installed one; "" for a unique one.
    """

    package: str
    title: str
    kind: Literal["unique", "ambiguous", "undefined"]
    file: str
    name: str
    where: str
    openness: str
    recent: tuple[str, ...]
    newline: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.package}: {self.title}"


def cases() -> list[Case]:
    """Every case of every package."""
    return [case for path in sorted(FOLDER.glob("*.md")) for case in _read(path)]


def files(package: str) -> dict[str, str]:
    """The package's files, text by path."""
    _, *parts = _FILE.split((FOLDER / f"{package}.txt").read_text("utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def unpack(package: str, folder: Path) -> Path:
    """The package as a repository in the folder."""
    root = folder / package
    for name, text in files(package).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    subprocess.run(["git", "init", "--quiet", root], check=True)
    return root


def request(case: Case, root: Path) -> Request:
    """The request that the edit leads to; the disk has the file as it was, the recent ones have just been saved."""
    texts = files(case.package)
    for name in texts:
        changed_s = time.time() - (0 if name in case.recent else _MONTH_S)
        os.utime(root / name, (changed_s, changed_s))
    path = root / case.file
    path.write_bytes(texts[case.file].replace("\n", case.newline).encode())
    text, typed = edited(texts[case.file], case)
    return Request(
        Snapshot(path.as_uri(), 2, "python", text, typed.end),
        typed,
        root,
        recent=tuple(root / name for name in case.recent),
    )


def edited(text: str, case: Case) -> tuple[str, Span]:
    """The file's text after the edit, and what was typed."""
    whole = text.replace(case.before, case.after).replace("\n", case.newline)
    cursor = whole.index(CURSOR)
    start = len(text[: text.index(case.before)].replace("\n", case.newline))
    start += len(case.after[: _first_new(case)].replace("\n", case.newline))
    return whole.replace(CURSOR, ""), Span(start, cursor)


def miss(case: Case, root: Path, text: str, cards: Iterable[Card]) -> str:
    """What is wrong with the answer, "" if nothing is; whether it should be open is asked by `misjudged`."""
    questions = [card for card in cards if card.kind == "question"]
    if case.kind == "unique":
        asked = [text[card.span.start : card.span.end] for card in questions if card.is_open or card.is_undefined]
        return f"asked about {', '.join(asked)}" if asked else ""
    meanings = next((card.meanings for card in _about(case, text, questions)), ())
    if not meanings:
        return f"said nothing of {case.name}"
    return "" if _is_right(case, root, meanings[0]) else f"{_named(meanings[0])} first, not {case.where}"


def misjudged(case: Case, text: str, cards: Iterable[Card]) -> str:
    """Whether a person would be asked where nothing is to choose, or not asked where something is."""
    about = _about(case, text, [card for card in cards if card.kind == "question"])
    is_open = any(card.is_open for card in about)
    if case.openness == "open" and about and not is_open:
        return "settled, although several fit"
    return "open, although one fits" if case.openness == "settled" and is_open else ""


def _about(case: Case, text: str, questions: list[Card]) -> list[Card]:
    return [card for card in questions if text[card.span.start : card.span.end] == case.name]


def _is_right(case: Case, root: Path, meaning: Meaning) -> bool:
    if case.where.endswith((".py", ".pyi")):
        return meaning.path == root / case.where and meaning.name == case.name
    if case.where == case.name:
        return meaning.kind == "module" and meaning.name == case.name
    return meaning.module == case.where and meaning.name == case.name


def _named(meaning: Meaning) -> str:
    return f"{meaning.name} of {meaning.path.name if meaning.path else meaning.module}"


def _read(path: Path) -> Iterable[Case]:
    for title, line, diff in _CASE.findall(path.read_text("utf-8")):
        right = _RIGHT.fullmatch(line)
        if right is None:
            raise ValueError(f"{path.name}: cannot read {line!r}")
        yield Case(
            path.stem,
            title,
            right["kind"],  # type: ignore[arg-type]
            right["file"],
            right["name"] or "",
            right["where"] or "",
            right["openness"] or "",
            tuple((right["recent"] or "").split()),
            "\r\n" if right["crlf"] else "\n",
            _side(diff, "+"),
            _side(diff, "-"),
        )


def _side(diff: str, without: str) -> str:
    return "".join(line[1:] or "\n" for line in diff.splitlines(keepends=True) if line[0] != without)


def _first_new(case: Case) -> int:
    """Where the first new line's text begins in `after`."""
    old = case.before.splitlines(keepends=True)
    at = 0
    for number, line in enumerate(case.after.splitlines(keepends=True)):
        if line.strip() and old[number : number + 1] != [line]:
            return at + len(line) - len(line.lstrip())
        at += len(line)
    raise ValueError(f"{case}: nothing is new")
