"""What documents say of what was just written: local ones at once, and the web where it may be asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing

from ..domain import Card, Citation, Hit, Passage, Request, SourceFailure, Topic
from ..ports import Apart, Board, Documents, Leave, Searcher, Unanswered
from ..settings import SearchProvider, Settings
from . import markdown
from .public_names import public_queries

_HITS = 3
_SNIPPET_CHARS = 280
_TEXT_CHARS = 600
_FIRST_SCORE, _STEP = 0.9, 0.2
"""A topic's web card comes after its local one and before the next topic's."""

Found = Card | SourceFailure


class WebContext:
    """A `ports.Fulfiller`: cards that cite documents, of this machine and of the web. Neither half waits for the other.

    Without a web search that is set up and allowed, the local half works alone.
    """

    name = "web context"

    def __init__(self, documents: Documents, searcher: Searcher, apart: Apart = asyncio.to_thread) -> None:
        self._documents, self._searcher, self._apart = documents, searcher, apart

    def is_wanted(self, settings: Settings) -> bool:
        """Whether context is switched on; documents on this machine always answer."""
        return settings.web_context

    async def topics(self, request: Request, settings: Settings) -> tuple[Topic, ...]:
        """What would be looked up, and with which words on the web; raises Unanswered."""
        public = await self._documents.public(request, settings)
        return await self._apart(public_queries, request, public)

    async def fulfill(self, request: Request, settings: Settings, board: Board) -> AsyncIterator[Found]:
        """Local cards as they are found, and those of each query as it is answered."""
        try:
            topics = await self.topics(request, settings)
        except Unanswered as unanswered:
            topics = ()
            yield unanswered.failure
        halves = (self._local(request, topics, settings), self._web(request, topics, settings))
        async with aclosing(_together(*halves)) as found:
            async for one in found:
                yield one

    async def _local(self, request: Request, topics: Sequence[Topic], settings: Settings) -> AsyncGenerator[Found]:
        try:
            async for found in self._documents.find(request, topics, settings):
                yield found if isinstance(found, SourceFailure) else _local_card(found)
        except (Unanswered, OSError) as error:
            yield _failure(error, self._documents.name)

    async def _web(self, request: Request, topics: Sequence[Topic], settings: Settings) -> AsyncGenerator[Found]:
        asked = {topic.query: place for place, topic in enumerate(topics) if topic.query}
        if not asked or settings.search_provider is SearchProvider.NONE:
            return
        path = request.snapshot.path
        leave = Leave("query", settings, request.user, (path,) if path else (), request.root)
        try:
            answers = self._searcher.search(list(asked), _HITS, leave)
            async with aclosing(answers):  # type: ignore[type-var]
                async for found in answers:
                    if isinstance(found, SourceFailure):
                        yield found
                    elif hits := [hit for hit in found if markdown.http_address(hit.url)][:_HITS]:
                        place = asked.get(hits[0].query, len(topics) - 1)
                        yield _web_card(topics[place], hits, _FIRST_SCORE - _STEP * place)
        except (Unanswered, OSError) as error:
            yield _failure(error, self._searcher.name)


def _failure(error: Unanswered | OSError, source: str) -> SourceFailure:
    if isinstance(error, Unanswered):
        return error.failure
    return SourceFailure(source, f"It could not answer: {error.strerror or type(error).__name__}.")


def _local_card(passage: Passage) -> Card:
    title = markdown.code(passage.title) if passage.is_code else markdown.escape(passage.title)
    lines = [title, *(markdown.escape(line, _TEXT_CHARS) for line in passage.text.splitlines())]
    citations = tuple(filter(None, map(_checked, passage.citations)))
    text = "\n".join(filter(None, lines))
    return Card("context", text, passage.span, passage.source, citations, score=passage.score)


def _checked(citation: Citation) -> Citation | None:
    """A citation in plain text, None where it has an address that is no web page's."""
    is_page = "://" in citation.source
    source = markdown.http_address(citation.source) if is_page else markdown.plain(citation.source)
    title, snippet = markdown.plain(citation.title, 120), markdown.plain(citation.snippet, _SNIPPET_CHARS)
    return Citation(title or source, source, snippet) if source else None


def _web_card(topic: Topic, hits: Sequence[Hit], score: float) -> Card:
    """One card for a query: what its best pages say, each with its link among the citations."""
    lines = [markdown.code(topic.query.removeprefix("python "))]
    for hit in hits:
        title, snippet = markdown.escape(hit.title, 120), markdown.escape(hit.snippet, _SNIPPET_CHARS)
        lines.append(": ".join(filter(None, (title, snippet))))
    return Card("context", "\n".join(filter(None, lines)), topic.span, hits[0].source, _cited(hits), score=score)


def _cited(hits: Sequence[Hit]) -> tuple[Citation, ...]:
    checked = (_checked(Citation(hit.title, hit.url, hit.snippet)) for hit in hits)
    return tuple({citation.source: citation for citation in checked if citation}.values())


async def _together(*streams: AsyncGenerator[Found]) -> AsyncGenerator[Found]:
    """What each stream gives, as it comes. A bug in one is raised when the others have ended."""
    found: asyncio.Queue[Found | None] = asyncio.Queue()

    async def drain(stream: AsyncGenerator[Found]) -> None:
        try:
            async with aclosing(stream) as ones:
                async for one in ones:
                    found.put_nowait(one)
        finally:
            found.put_nowait(None)

    tasks = [asyncio.create_task(drain(stream)) for stream in streams]
    try:
        for _ in tasks:
            while (one := await found.get()) is not None:
                yield one
        for task in tasks:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
