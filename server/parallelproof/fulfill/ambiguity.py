"""Settles what names mean while you type: one search for all of them, its results understood, not listed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..domain import Card, Request, SourceFailure
from ..languages.python.modules import Modules
from ..languages.python.names import Written, read
from ..ports import Board, Model
from ..search.lines import FoundLine, FoundLines
from ..settings import Settings
from .ambiguity_asked import Asked, asked
from .ambiguity_cards import card
from .ambiguity_meanings import hiding, possible
from .ambiguity_outlines import Outlines
from .ambiguity_ranking import Scene, ranked

MOST_CARDS = 3
_SHARE_OF_DEADLINE = 0.6
"""What of the deadline the search may take, so that what it found can still be understood."""


class TextSearch(Protocol):
    """Finds the lines that define or import names."""

    async def search(self, names: Sequence[str], folder: Path, near: Path, timeout_s: float) -> FoundLines:
        """What is found below a folder by the end of the time, near a file first."""
        ...


@dataclass(frozen=True, slots=True)
class _Look:
    """One request as it is understood: the names asked about, and where they stand."""

    asked: list[Asked]
    scene: Scene


class Ambiguity:
    """The fulfiller of questions. It needs no key and no network; a model only adds to it."""

    name = "ambiguity"

    def __init__(self, text_search: TextSearch, model: Model | None = None) -> None:
        self._search, self._model = text_search, model
        self._outlines = Outlines()

    def is_wanted(self, settings: Settings) -> bool:
        """Whether questions are switched on."""
        return settings.ambiguity

    async def fulfill(self, request: Request, settings: Settings, board: Board) -> AsyncIterator[Card | SourceFailure]:
        """At most three questions, the most valuable first."""
        look = await asyncio.to_thread(_look, request, self._outlines)
        if not look.asked:
            return
        found = await self._found(look, request, settings)
        cards = await asyncio.gather(
            *(asyncio.to_thread(_understood, item, found.lines, look.scene, self._outlines) for item in look.asked)
        )
        kept = sorted((found for found in cards if found), key=lambda found: -found.score)
        for found_card in kept[:MOST_CARDS]:
            yield found_card

    async def _found(self, look: _Look, request: Request, settings: Settings) -> FoundLines:
        if request.root is None:
            return FoundLines()
        names = [item.name.rpartition(".")[2] for item in look.asked]
        timeout_s = settings.fulfill_deadline_s * _SHARE_OF_DEADLINE
        return await self._search.search(names, request.root, look.scene.document, timeout_s)


def _look(request: Request, outlines: Outlines) -> _Look:
    written = read(request.snapshot.text, request.typed)
    scene = _scene(request, written)
    return _Look(asked(written, request.snapshot, scene.modules, outlines), scene)


def _scene(request: Request, written: Written) -> Scene:
    root = request.root or (request.snapshot.path.parent if request.snapshot.path else Path.cwd())
    document = request.snapshot.path or root / "untitled.py"
    return Scene(request, Modules(root.absolute(), document.absolute(), written.imports), written.imports)


def _understood(item: Asked, lines: Sequence[FoundLine], scene: Scene, outlines: Outlines) -> Card | None:
    if item.why == "hidden":
        found = hiding(item, scene.request.snapshot.text, scene.modules, outlines)
    else:
        found = possible(item, lines, scene.modules, outlines)
    return card(item, ranked(item, found, scene), scene)
