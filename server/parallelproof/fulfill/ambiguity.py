"""Settles what names mean while you type: one search for all of them, its results understood, not listed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from ..domain import Card, Request, SourceFailure, Span
from ..languages.python.modules import Modules
from ..languages.python.names import Written, read
from ..ports import Apart, Board, Model
from ..search.lines import FoundLines
from ..settings import Settings
from .ambiguity_asked import Asked, asked
from .ambiguity_cards import card
from .ambiguity_meanings import called, each_once, hiding, library, possible
from .ambiguity_model import Doubt, doubts
from .ambiguity_outlines import shared
from .ambiguity_ranking import Scene, ranked

MOST_CARDS = 3
_SHARE_OF_DEADLINE = 0.6
"""What of the deadline the search may take, so that what it found can still be understood."""
_CUT_SHORT = SourceFailure(
    "ambiguity",
    "The search was cut short, so that a name may mean more than is shown: raise the setting `fulfillDeadlineS`, or"
    " leave folders out with `.parallelproofignore`.",
)
_NOWHERE = Path(os.devnull)
"""Where a document stands that is in no folder: nothing can lie beside it."""


class TextSearch(Protocol):
    """Finds the lines that define or import names."""

    async def search(
        self, names: Sequence[str], folder: Path, near: Path, timeout_s: float, is_deep: bool = True
    ) -> FoundLines:
        """What is found in a folder, and below it if that is `is_deep`, by the end of the time, near a file first."""
        ...


@dataclass(frozen=True, slots=True)
class _Look:
    """One request as it is understood: the names asked about, and where they stand."""

    asked: list[Asked]
    scene: Scene
    written: Written
    is_commented: bool

    @property
    def is_in_doubt(self) -> bool:
        """Whether there is anything that a model could say something about."""
        return self.is_commented or any(item.is_searched for item in self.asked)

    def is_bound(self, span: Span, text: str) -> bool:
        """Whether words are a name whose meaning is settled here."""
        words = text[span.start : span.end]
        settled = {name.name for name in self.written.names if name.bound not in ("undefined", "unknown")}
        return words in settled


class Ambiguity:
    """The fulfiller of questions. It needs no key and no network; a model only adds to it."""

    name = "ambiguity"

    def __init__(self, text_search: TextSearch, model: Model | None = None, apart: Apart = asyncio.to_thread) -> None:
        self._search, self._model, self._apart = text_search, model, apart

    def is_wanted(self, settings: Settings) -> bool:
        """Whether questions are switched on."""
        return settings.ambiguity

    async def fulfill(self, request: Request, settings: Settings, board: Board) -> AsyncIterator[Card | SourceFailure]:
        """At most three questions, each as soon as it is understood, then what a model adds; may raise Unanswered.

        Only Python is understood. A search that was cut short is told once.
        """
        if request.snapshot.language != "python":
            return
        look = await self._apart(_look, request)
        if not look.asked and not look.is_commented:
            return
        asking = self._asking(request, settings) if look.is_in_doubt else None
        spans: list[Span] = []
        is_told = False
        try:
            async with aclosing(self._all(look, request, settings, asking)) as found:
                async for one in found:
                    if isinstance(one, SourceFailure):
                        is_new, is_told = not is_told, True
                    elif is_new := one.span not in spans and len(spans) < MOST_CARDS:
                        spans.append(one.span)
                    if is_new:
                        yield one
        finally:
            if asking:
                asking.cancel()
                # Nobody else may want to know why it failed.
                await asyncio.gather(asking, return_exceptions=True)

    async def _all(
        self, look: _Look, request: Request, settings: Settings, asking: asyncio.Task[list[Doubt]] | None
    ) -> AsyncGenerator[Card | SourceFailure]:
        async with aclosing(self._local(look, request, settings)) as found:
            async for one in found:
                yield one
        for one in await self._added(await asking, look, request, settings) if asking else ():
            yield one

    def _asking(self, request: Request, settings: Settings) -> asyncio.Task[list[Doubt]] | None:
        if self._model is None or not settings.model:
            return None
        return asyncio.create_task(doubts(self._model, request, settings), name="doubts")

    async def _local(self, look: _Look, request: Request, settings: Settings) -> AsyncGenerator[Card | SourceFailure]:
        """What needs no model: cards of which something can be made, and only then names that nothing is known of."""
        names = [item.name.rpartition(".")[2] for item in look.asked if item.is_searched]
        found = await self._found(names, look, request, settings)
        count, empty = 0, []
        for item in look.asked:
            card = await self._apart(_understood, item, found, look.scene)
            if card is None or count >= MOST_CARDS:
                continue
            if not card.meanings:
                empty.append(card)
                continue
            count += 1
            yield card
        for card in empty[: MOST_CARDS - count]:
            yield card
        if found.is_partial:
            yield _CUT_SHORT

    async def _added(
        self, unclear: Sequence[Doubt], look: _Look, request: Request, settings: Settings
    ) -> list[Card | SourceFailure]:
        """The model's doubts, of each what the project really defines; none of those that nothing is found for."""
        mine = [doubt for doubt in unclear if not look.is_bound(doubt.span, request.snapshot.text)]
        found = await self._found([name for doubt in mine for name in doubt.names], look, request, settings)
        cards = [await self._apart(_doubted, doubt, found, look.scene) for doubt in mine]
        return [*filter(None, cards), *([_CUT_SHORT] if found.is_partial else [])]

    async def _found(self, names: Sequence[str], look: _Look, request: Request, settings: Settings) -> FoundLines:
        if not names or (request.root is None and request.snapshot.path is None):
            return FoundLines()
        timeout_s = settings.fulfill_deadline_s * _SHARE_OF_DEADLINE
        return await self._search.search(
            names, look.scene.modules.root, look.scene.document, timeout_s, request.root is not None
        )


def _look(request: Request) -> _Look:
    written = read(request.snapshot.text, request.typed)
    scene = _scene(request, written)
    is_commented = "#" in request.snapshot.text[request.typed.start : request.typed.end]
    return _Look(asked(written, request.snapshot, scene.modules, shared()), scene, written, is_commented)


def _scene(request: Request, written: Written) -> Scene:
    path = request.snapshot.path
    root = request.root or (path.parent if path else _NOWHERE)
    document = path or root / "untitled.py"
    return Scene(request, Modules(root.absolute(), document.absolute(), written.imports), written.imports)


def _understood(item: Asked, lines: FoundLines, scene: Scene) -> Card | None:
    outlines = shared()
    if not item.is_searched:
        settled = hiding if item.why == "hidden" else called
        return card(item, ranked(item, settled(item, scene.text, scene.modules, outlines), scene), scene)
    found = possible(item, lines.lines, scene.modules, outlines)
    likely = ranked(item, found, scene)
    if item.why == "undefined" and not any(one.fits for one in likely):
        # Its lists take a while to read, and say nothing where the project itself has an answer.
        likely = ranked(item, each_once([*found, *library(item)]), scene)
    return card(item, likely, scene, lines.is_partial)


def _doubted(doubt: Doubt, lines: FoundLines, scene: Scene) -> Card | None:
    items = [Asked(name, doubt.span, "mentioned") for name in doubt.names]
    found = [known for item in items for known in possible(item, lines.lines, scene.modules, shared())]
    asked_of = Asked(doubt.names[0], doubt.span, "mentioned")
    card_ = card(asked_of, ranked(asked_of, found, scene), scene, lines.is_partial)
    if card_ is None or not card_.is_open or not doubt.question:
        return card_
    return replace(card_, text="\n".join([doubt.question, *card_.text.splitlines()[1:]]))
