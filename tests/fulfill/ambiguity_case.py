"""A case of golden/ambiguity: files, what was typed («»), and the questions that come of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from parallelproof.domain import Card, Request, Snapshot, SourceFailure, Span
from parallelproof.fulfill.ambiguity import Ambiguity
from parallelproof.search.ripgrep import TextSearch, find
from parallelproof.settings import Settings

_FILE = re.compile(r"```python ([^\n`]+)\n(.*?)```", re.DOTALL)
_RECENT = re.compile(r"(?m)^Edited lately: (.+)$")


@dataclass(frozen=True, slots=True)
class Nobody:
    """A board on which nobody else writes."""

    cards: tuple[Card, ...] = ()

    async def settled(self, name: str, timeout_s: float) -> None:
        """There is nobody to wait for."""


@dataclass(frozen=True, slots=True)
class Case:
    """The folder that was laid out and what is asked in it."""

    root: Path
    request: Request


def lay_out(document: str, root: Path) -> Case:
    """Write the files of a case below a folder; the one with «» is the open document."""
    opened: tuple[Path, str] | None = None
    for name, text in _FILE.findall(document):
        file = root / name.strip()
        file.parent.mkdir(parents=True, exist_ok=True)
        if "«" in text:
            opened = (file, text)
            text = text[: text.index("«")] + text[text.index("»") + 1 :]
        file.write_text(text, "utf-8")
    assert opened, "one file holds «what was typed»"
    recent = _RECENT.search(document)
    lately = tuple(root / name for name in recent[1].split(", ")) if recent else ()
    return Case(root, request(*opened, root, lately))


def request(path: Path, marked: str, root: Path, recent: tuple[Path, ...] = ()) -> Request:
    """What is asked when the text between «» was just typed into a file, with the cursor at its end."""
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    snapshot = Snapshot(path.as_uri(), 1, "python", text, end)
    return Request(snapshot, Span(start, end), root, recent=recent)


async def cards(asked: Request, fulfiller: Ambiguity | None = None, settings: Settings | None = None) -> list[Card]:
    """The questions of a request."""
    found = (fulfiller or Ambiguity(TextSearch(find()))).fulfill(asked, settings or Settings(), Nobody())
    answers: Sequence[Card | SourceFailure] = [answer async for answer in found]
    return [answer for answer in answers if isinstance(answer, Card)]


def shown(found: Sequence[Card], text: str) -> str:
    """The cards as a case shows them."""
    lines = []
    for card in found:
        how = [word for word, is_so in (("open", card.is_open), ("undefined", card.is_undefined)) if is_so]
        lines.append(f"{text[card.span.start : card.span.end]} ({', '.join(how) or 'known'})")
        for meaning, citation in zip(card.meanings, card.citations, strict=True):
            place = f"{meaning.module}:" if meaning.module else "-:"
            lines.append(f"  {meaning.kind} {place}{meaning.signature or meaning.name} | {citation.source}")
    return "".join(line + "\n" for line in lines)
