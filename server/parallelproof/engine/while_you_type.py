"""The first story: what you type is looked up, and what is found is at the cursor, on the name and in the hover."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, deque
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from ..background import Background
from ..domain import Card, CardKind, Request, SourceFailure, Span, Suggestion
from ..fulfill.cards import Cards
from ..fulfill.gather import gather
from ..fulfill.suggest import may_suggest, suggestion
from ..ports import Fulfiller
from ..session import Document, Session
from ..settings import Settings
from .face import Audience
from .surrounding import project_around

_WHO_IS_ASKED = tuple(
    option.name
    for option in fields(Settings)
    if option.name in ("privacy", "ambiguity", "web_context", "completion")
    or option.name.startswith(("search_", "model"))
)
"""The options that say who is asked, and with what."""
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_MOST_TOLD = 200
_NOUNS: dict[CardKind, tuple[str, str]] = {
    "question": ("question", "questions"),
    "context": ("piece of context", "pieces of context"),
    "completion": ("completion", "completions"),
}
LEFT_ALONE = "This document is left alone: neither Python nor SQL, too large, excluded, or switched off here."
_SWITCHED_OFF = "Looking things up is switched off here: set parallelproof.fulfill to switch it on."


@dataclass(frozen=True, slots=True)
class Failed:
    """The last failure of a source, and when."""

    failure: SourceFailure
    at: datetime


class Sources(Protocol):
    """The outside sources behind the fulfillers, as a person wants to know them."""

    async def warm(self) -> None:
        """Start and read what the first look needs."""
        ...

    async def status(self, settings: Settings) -> list[str]:
        """How they stand, in a line each."""
        ...

    def configure(self, settings: Settings) -> None:
        """Take over what settings say of all of them together."""
        ...

    async def offer(self, settings: Settings) -> str | None:
        """The name of a search service to offer to a person now, or None; it is named once, ever."""
        ...


class WhileYouType:
    """Waits for a pause in what is typed, asks all fulfillers, and keeps what they find while it stands."""

    def __init__(
        self,
        session: Session,
        background: Background,
        fulfillers: Sequence[Fulfiller],
        sources: Sources | None,
        audience: Audience,
    ) -> None:
        self.session, self.background, self.fulfillers, self.audience = session, background, fulfillers, audience
        self.failures: dict[str, Failed] = {}
        """By source."""
        self._told: deque[tuple[str, str]] = deque(maxlen=_MOST_TOLD)
        """Sources and kinds of reasons that a person was told of."""
        self._sources, self._has_asked, self._is_warm = sources, False, False

    @property
    def is_offline(self) -> bool:
        """Whether a source could not be reached when it was last asked."""
        return any(failed.failure.is_unreachable for failed in self.failures.values())

    def configure(self, settings: Settings) -> None:
        """New settings for files outside all folders, which also say what all folders share."""
        if self._sources:
            self._sources.configure(settings)

    def changed_settings(self, uri: str, before: Settings) -> None:
        """End a look that was begun under settings that asked others, or let more leave the machine, than those now."""
        document, now = self.session.documents[uri], self.session.settings_for(uri)
        if any(getattr(before, name) != getattr(now, name) for name in _WHO_IS_ASKED):
            # A look takes the settings along that it began with, and what it was about is worth one under the new ones.
            document.trigger.drop(document.snapshot.text)
        self.edited(uri)

    async def warm(self) -> None:
        """Make ready, so that who asks first need not wait for it."""
        if self._sources:
            await self._sources.warm()

    def edited(self, uri: str) -> None:
        """Wait for a pause once enough was typed; more typing waits anew, and ends a look at what it changes."""
        trigger, settings = self.session.documents[uri].trigger, self.session.settings_for(uri)
        is_off = self.session.is_paused or self.session.is_silent(uri) or not settings.fulfill
        if not is_off and not self._is_warm:
            self._is_warm = True
            self.background.replace("make ready", self.warm)
        trigger.looking = None if is_off else trigger.looking
        if trigger.looking is None:
            self.background.cancel(_look(uri))
        wait_s = None if is_off else trigger.wait_s(settings)
        if wait_s is None:
            self.background.cancel(_wait(uri))
        else:
            self.background.replace(_wait(uri), partial(self._paused, uri), wait_s)

    def closed(self, uri: str) -> None:
        """End the work on a document."""
        self.background.cancel(_wait(uri))
        self.background.cancel(_look(uri))

    def begin(self, uri: str, cursor: int | None = None, again: bool = True) -> asyncio.Task[str] | None:
        """Look at what was typed last, or else at the line of the cursor, because a person asks for it.

        Not `again` is for clients that ask for something else: nothing that runs or was answered is begun anew.
        """
        document = self.session.documents.get(uri)
        if document is None or self.session.is_silent(uri) or not self.session.settings_for(uri).fulfill:
            return None
        trigger, text = document.trigger, document.snapshot.text
        trigger.cursor = trigger.cursor if cursor is None else cursor
        if trigger.looking and not again:
            return None
        typed = trigger.look(text, trigger.typed or _line(text, min(trigger.cursor or 0, len(text))), again)
        return self._start(document, typed) if typed else None

    async def fulfill(self, uri: str, cursor: int | None = None) -> str:
        """Look things up because a person asks for it; one sentence on what was found."""
        task = self.begin(uri, cursor)
        if task is None:
            is_off = not self.session.settings_for(uri).fulfill
            return _SWITCHED_OFF if is_off else LEFT_ALONE
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            raise
        return "Cancelled." if task.cancelled() else task.result() or "The look failed; the log says why."

    async def fulfilled(self, request: Request, settings: Settings) -> AsyncIterator[Card | SourceFailure]:
        """What is found for a request that no open document stands behind, as it comes, nothing said twice."""
        cards = Cards()
        async with aclosing(self._answers(request, settings)) as answers:
            async for found in answers:
                if isinstance(found, SourceFailure) or cards.add(found, request.snapshot.text):
                    yield found

    def suggestion(self, uri: str, cursor: int) -> Suggestion | None:
        """Ghost text for the cursor, at once."""
        document = self.session.documents.get(uri)
        if document is None or self.session.is_silent(uri):
            return None
        document.trigger.cursor = cursor
        settings = self.session.settings_for(uri)
        snapshot, trigger = document.snapshot, document.trigger
        offer = suggestion(snapshot, cursor, document.cards.shown(settings), settings)
        if offer:
            trigger.offers(offer, snapshot.text)
        return offer or (trigger.rest(snapshot.text, cursor) if may_suggest(settings) else None)

    def cards(self, uri: str) -> list[Card]:
        """What is shown for a document now, the best first."""
        document = self.session.documents.get(uri)
        if document is None or self.session.is_silent(uri):
            return []
        return list(document.cards.shown(self.session.settings_for(uri)))

    async def status(self, uri: str) -> list[str]:
        """How the sources stand for a document and what failed last, in a line each."""
        settings = self.session.settings_for(uri)
        ready = {True: "ready", False: "switched off, or not set up"}
        lines = [f"{fulfiller.name}: {ready[fulfiller.is_wanted(settings)]}" for fulfiller in self.fulfillers]
        lines += await self._sources.status(settings) if self._sources else []
        failures = self.failures.items()
        return lines + [f"{name} failed at {one.at:%H:%M:%S}: {one.failure.reason}" for name, one in failures]

    def ignore(self, uri: str, name: str) -> None:
        """Ask no more about a name in a document."""
        document = self.session.documents.get(uri)
        if document:
            document.cards.ignore(name)
            self.audience.changed(uri)

    async def _paused(self, uri: str) -> None:
        document = self.session.documents.get(uri)
        if document is None or document.trigger.wait_s(self.session.settings_for(uri)) is None:
            return
        typed = document.trigger.look(document.snapshot.text)
        if typed:
            self._start(document, typed)

    def _start(self, document: Document, typed: Span) -> asyncio.Task[str] | None:
        uri = document.snapshot.uri
        if self._sources and self.audience.face and not self._has_asked:
            self._has_asked = True
            self.background.replace(
                "find what to offer", partial(self._ask, self._sources, self.session.settings_for(uri))
            )
        request = Request(
            replace(document.snapshot, cursor=document.trigger.cursor),
            typed,
            self.session.root(uri),
            recent=self.session.recent(),
        )
        return self.background.replace(_look(uri), partial(self._fulfill, document, request))

    async def _fulfill(self, document: Document, request: Request) -> str:
        """Keep the cards whose text is still as it was, wherever it stands now."""
        uri, kinds = request.snapshot.uri, Counter[CardKind]()
        try:
            with document.cards.look():
                request = await self._placed(document, request)
                async with aclosing(self._answers(request, self.session.settings_for(uri))) as answers:
                    async for found in answers:
                        if isinstance(found, Card) and document.cards.add(found, document.snapshot.text):
                            kinds[found.kind] += 1
                            self._show(uri, found)
            document.trigger.answered()
        finally:
            # Another look may have taken its place; that one is still to answer.
            if self.background.task(_look(uri)) is asyncio.current_task():
                document.trigger.looking = None
        listed = ", ".join(_counted(kind, count) for kind, count in kinds.items())
        return f"Found: {listed}." if listed else "Nothing was found."

    async def _answers(self, request: Request, settings: Settings) -> AsyncGenerator[Card | SourceFailure]:
        """What all fulfillers find; who failed is kept in mind, until there is an answer again."""
        failed = set[str]()
        async with aclosing(gather(request, settings, self.fulfillers)) as answers:  # type: ignore[type-var]
            async for found in answers:
                self._note(found)
                if isinstance(found, SourceFailure):
                    failed.add(found.source)
                yield found
        for name in {fulfiller.name for fulfiller in self.fulfillers} - failed:
            self.failures.pop(name, None)

    async def _placed(self, document: Document, request: Request) -> Request:
        """A file in no open folder is looked up in the project around it, or else in its own folder."""
        path = request.snapshot.path
        if request.root is not None or path is None:
            return request
        root = await asyncio.to_thread(project_around, path)
        document.folder = root or path.parent
        return replace(request, root=root)

    async def _ask(self, sources: Sources, settings: Settings) -> None:
        title = await sources.offer(settings)
        if title and self.audience.face:
            self.audience.face.offer(title)

    def _show(self, uri: str, card: Card) -> None:
        self.audience.changed(uri)
        if self.audience.face:
            self.audience.face.found(uri, card.kind)

    def _note(self, found: Card | SourceFailure) -> None:
        """A source that answers again has not failed; what it fails of is told once, whatever numbers it names."""
        if isinstance(found, Card) or found.is_off:
            self.failures.pop(found.source, None)
            return
        self.failures[found.source] = Failed(found, datetime.now())
        told = found.source, _NUMBER.sub("", found.reason)
        if told not in self._told:
            self._told.append(told)
            self.audience.tell(f"{found.source}: {found.reason}")


def _counted(kind: CardKind, count: int) -> str:
    one, more = _NOUNS[kind]
    return f"{count} {one if count == 1 else more}"


def _line(text: str, at: int) -> Span:
    end = text.find("\n", at)
    return Span(text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end)


def _wait(uri: str) -> str:
    return f"pause in typing {uri}"


def _look(uri: str) -> str:
    return f"fulfill {uri}"
