"""Context cards: from documents on this machine, and from search services that are on it too."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from parallelproof.domain import Card, Citation, Hit, Passage, Request, Snapshot, SourceFailure, Span, Topic
from parallelproof.fulfill.web_context import WebContext
from parallelproof.net.audit import AuditLog
from parallelproof.net.net import Net
from parallelproof.ports import Leave, PublicNames, Unanswered
from parallelproof.search.choose import ChosenSearcher
from parallelproof.search.local_documents import LocalDocuments
from parallelproof.settings import Privacy, SearchProvider, Settings

from tests.backends.search_services import Fault, Page, SearchServices

TEXT = """\
import json
import subprocess
from aiohttp import ClientSession


async def main(text):
    data = json.loads(text)
    done = subprocess.run(["ls"], check=True)
    session = ClientSession(timeout=
"""
QUERIES = ["python aiohttp ClientSession timeout", "python subprocess run check", "python json loads"]


class Alone:
    """The board of a fulfiller that works alone."""

    cards: tuple[Card, ...] = ()

    async def settled(self, name: str, timeout_s: float) -> None:
        """Nobody else is at work."""


class NoCache:
    """A cache that is always empty."""

    async def get(self, key: str) -> bytes | None:
        return None

    async def put(self, key: str, value: bytes, keep_s: float) -> None:
        pass


def request(folder: Path, text: str = TEXT) -> Request:
    """The body of the function was just typed, and the cursor is at its end."""
    end = len(text.rstrip("\n"))
    snapshot = Snapshot((folder / "pay.py").as_uri(), 1, "python", text, end)
    return Request(snapshot, Span(text.find("\n    ") + 1, end), folder)


@asynccontextmanager
async def searching(folder: Path) -> AsyncIterator[ChosenSearcher]:
    """The searcher that the server uses."""
    net = Net(AuditLog(folder / "audit.jsonl"))
    try:
        yield ChosenSearcher(net, NoCache(), {})
    finally:
        await net.close()


def searxng(services: SearchServices) -> Settings:
    """What sets the search service on this machine up; nothing has to leave it."""
    return Settings(search_provider=SearchProvider.SEARXNG, search_url=services.address("searxng"))


async def cards_of(folder: Path, settings: Settings, text: str = TEXT) -> list[Card | SourceFailure]:
    """All that the fulfiller finds, in order."""
    async with searching(folder) as searcher:
        context = WebContext(LocalDocuments(), searcher)
        return [found async for found in context.fulfill(request(folder, text), settings, Alone())]


def cards(found: Sequence[Card | SourceFailure], source: str) -> list[Card]:
    """The cards of one source, best first."""
    return sorted((one for one in found if isinstance(one, Card) and one.source == source), key=lambda one: -one.score)


async def eventually(is_so: Callable[[], bool]) -> None:
    """Wait until it is so, ten seconds at most."""
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def failures(found: Sequence[Card | SourceFailure]) -> list[SourceFailure]:
    """Those that are none."""
    return [one for one in found if isinstance(one, SourceFailure)]


async def test_every_topic_has_a_local_card_and_a_web_card_with_citations(tmp_path: Path) -> None:
    with SearchServices() as services:
        found = await cards_of(tmp_path, searxng(services))
    assert failures(found) == []
    local, web = cards(found, "local documents"), cards(found, "searxng")
    assert [card.citations[0].source for card in local] == [
        "pydoc:aiohttp.ClientSession",
        "pydoc:subprocess.run",
        "pydoc:json.loads",
    ]
    assert [card.text.splitlines()[0] for card in web] == [f"`{query.removeprefix('python ')}`" for query in QUERIES]
    for card in (*local, *web):
        assert card.kind == "context"
        assert 2 <= len(card.text.splitlines()) <= 7
        assert card.citations
    assert [citation.source for citation in web[2].citations] == [
        f"https://docs.example.org/python-json-loads/{number}" for number in (1, 2, 3)
    ]
    assert TEXT[local[0].span.start : local[0].span.end] == "ClientSession"
    assert sorted(services.queries) == sorted(QUERIES)


async def test_the_best_card_is_local_and_the_next_is_of_the_web(tmp_path: Path) -> None:
    with SearchServices() as services:
        found = await cards_of(tmp_path, searxng(services))
    ranked = sorted((one for one in found if isinstance(one, Card)), key=lambda card: -card.score)
    assert [card.source for card in ranked[:4]] == ["local documents", "searxng"] * 2


async def test_local_cards_do_not_wait_for_the_web(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.8) as services:
        async with searching(tmp_path) as searcher:
            context = WebContext(LocalDocuments(), searcher)
            begin_s = time.monotonic()
            at_s: dict[str, list[float]] = {}
            async for one in context.fulfill(request(tmp_path), searxng(services), Alone()):
                at_s.setdefault(one.source, []).append(time.monotonic() - begin_s)
    assert len(at_s["local documents"]) == len(at_s["searxng"]) == 3
    assert max(at_s["local documents"]) < min(at_s["searxng"])
    assert max(at_s["searxng"]) < 3 * 0.8


async def test_what_is_asked_is_public_and_is_what_topics_says(tmp_path: Path) -> None:
    with SearchServices() as services:
        async with searching(tmp_path) as searcher:
            context = WebContext(LocalDocuments(), searcher)
            topics = await context.topics(request(tmp_path), searxng(services))
            _ = [one async for one in context.fulfill(request(tmp_path), searxng(services), Alone())]
        assert [topic.query for topic in topics] == QUERIES
        assert sorted(services.queries) == sorted(QUERIES)


async def test_where_privacy_forbids_the_web_only_local_cards_come(tmp_path: Path) -> None:
    away = Settings(
        search_provider=SearchProvider.SEARXNG, search_url="https://searx.example", privacy=Privacy.LOCAL_ONLY
    )
    found = await cards_of(tmp_path, away)
    assert len(cards(found, "local documents")) == 3
    assert [failure.source for failure in failures(found)] == ["searxng"]
    assert "privacy" in failures(found)[0].reason


async def test_where_no_search_is_wanted_only_local_cards_come_and_nothing_is_said(tmp_path: Path) -> None:
    found = await cards_of(tmp_path, Settings(search_provider=SearchProvider.NONE))
    assert len(cards(found, "local documents")) == len(found) == 3


async def test_the_setting_switches_both_halves_off() -> None:
    context = WebContext(LocalDocuments(), Unreachable())
    assert context.is_wanted(Settings())
    assert not context.is_wanted(Settings(web_context=False))


async def test_an_ignored_document_asks_nothing_of_the_web(tmp_path: Path) -> None:
    (tmp_path / ".parallelproofignore").write_text("pay.py\n", "utf-8")
    with SearchServices() as services:
        found = await cards_of(tmp_path, searxng(services))
        assert services.queries == []
    assert len(cards(found, "local documents")) == 3


@pytest.mark.parametrize("fault", [Fault.GARBAGE, Fault.HTML, Fault.BROKEN, Fault.FORBIDDEN, Fault.REDIRECT])
async def test_a_failing_web_costs_its_own_cards_and_is_named(fault: Fault, tmp_path: Path) -> None:
    with SearchServices() as services:
        services.always = fault
        found = await cards_of(tmp_path, searxng(services))
    assert len(cards(found, "local documents")) == 3
    assert cards(found, "searxng") == []
    assert {failure.source for failure in failures(found)} == {"searxng"}


async def test_hostile_pages_bring_nothing_but_their_words_and_checked_links(tmp_path: Path) -> None:
    def hostile(query: str) -> Sequence[Page]:
        return [
            Page(
                "[a](javascript:x) <img src=y>", "https://good.example/a)(b", "![i](https://evil.example/i.png)\u202e"
            ),
            Page("# Title", "javascript:alert(1)", "never shown"),
            Page("Safe", "https://user:secret@evil.example/", "never shown either"),
            Page("**b**\n\n---\n", "http://plain.example", "<script>alert(1)</script>\n\n1. www.evil.example\x1b[31m"),
        ]

    with SearchServices(pages=hostile) as services:
        found = await cards_of(tmp_path, searxng(services))
    web = cards(found, "searxng")
    assert len(web) == 3
    allowed = {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "softbreak", "code_inline"}
    for card in web:
        parsed = MarkdownIt("commonmark", {"html": True}).parse(card.text)
        assert {token.type for outer in parsed for token in (outer, *(outer.children or ()))} <= allowed
        assert [citation.source.split("/")[2] for citation in card.citations] == ["good.example", "plain.example"]
        assert "never shown" not in card.text
        assert "\u202e" not in card.text + "".join(citation.snippet for citation in card.citations)


class Unreachable:
    """A searcher whose machine is not there."""

    name = "unreachable"

    async def search(
        self, queries: Sequence[str], k: int, leave: Leave
    ) -> AsyncIterator[Sequence[Hit] | SourceFailure]:
        raise OSError(113, "No route to host")
        yield ()


class Scripted:
    """Documents that know everything public as it is, and find what they are told to."""

    name = "scripted documents"

    def __init__(self, *found: Passage | Exception, knows: bool = True) -> None:
        self._found, self._knows = found, knows

    async def public(self, request: Request, settings: Settings) -> PublicNames:
        if not self._knows:
            raise Unanswered(self.name, "No interpreter was found.")
        return await LocalDocuments().public(request, settings)

    async def find(
        self, request: Request, topics: Sequence[Topic], settings: Settings
    ) -> AsyncIterator[Passage | SourceFailure]:
        for one in self._found:
            if isinstance(one, Exception):
                raise one
            yield one


SAID = Passage("Said `so`", "one\n\n# two", Span(0, 1), Scripted.name)


async def collected(context: WebContext, folder: Path, settings: Settings) -> list[Card | SourceFailure]:
    """All that it finds."""
    return [one async for one in context.fulfill(request(folder), settings, Alone())]


async def test_an_unreachable_searcher_is_a_named_failure(tmp_path: Path) -> None:
    found = await collected(WebContext(Scripted(SAID), Unreachable()), tmp_path, Settings())
    assert failures(found) == [SourceFailure("unreachable", "It could not answer: No route to host.")]
    assert [card.text for card in cards(found, Scripted.name)] == ["Said \\`so\\`\none\n\\# two"]


async def test_citations_of_local_documents_are_plain_and_lead_to_web_pages_only(tmp_path: Path) -> None:
    told = (
        Citation("Home\u202e", "https://a.example/x)](y", "one\ntwo\x1b"),
        Citation("Bad", "javascript://a.example/%0aalert(1)"),
        Citation("", "pydoc:json.loads"),
    )
    documents = Scripted(replace(SAID, citations=told))
    [card] = cards(await collected(WebContext(documents, Unreachable()), tmp_path, Settings()), Scripted.name)
    assert card.citations == (
        Citation("Home", "https://a.example/x%29%5D%28y", "one two"),
        Citation("pydoc:json.loads", "pydoc:json.loads"),
    )


async def test_failing_documents_do_not_cost_the_web(tmp_path: Path) -> None:
    documents = Scripted(SAID, Unanswered(Scripted.name, "The disk is gone."))
    with SearchServices() as services:
        async with searching(tmp_path) as searcher:
            found = await collected(WebContext(documents, searcher), tmp_path, searxng(services))
    assert failures(found) == [SourceFailure(Scripted.name, "The disk is gone.")]
    assert len(cards(found, Scripted.name)) == 1
    assert len(cards(found, "searxng")) == 3


async def test_a_bug_in_one_half_shows_only_when_the_other_has_answered(tmp_path: Path) -> None:
    found: list[Card | SourceFailure] = []
    with SearchServices(delay_s=0.2) as services:
        async with searching(tmp_path) as searcher:
            context = WebContext(Scripted(KeyError("a bug")), searcher)
            with pytest.raises(KeyError):
                async for one in context.fulfill(request(tmp_path), searxng(services), Alone()):
                    found += [one]
    assert len(cards(found, "searxng")) == 3


async def test_without_an_interpreter_the_repository_is_still_read_and_nothing_is_asked(tmp_path: Path) -> None:
    with SearchServices() as services:
        async with searching(tmp_path) as searcher:
            context = WebContext(Scripted(SAID, knows=False), searcher)
            found = await collected(context, tmp_path, searxng(services))
        assert services.queries == []
    assert failures(found) == [SourceFailure(Scripted.name, "No interpreter was found.")]
    assert len(cards(found, Scripted.name)) == 1


async def test_leaving_early_ends_the_search(tmp_path: Path) -> None:
    with SearchServices(delay_s=30) as services:
        async with searching(tmp_path) as searcher:
            context = WebContext(LocalDocuments(), searcher)
            async with aclosing(context.fulfill(request(tmp_path), searxng(services), Alone())) as found:
                async for _ in found:
                    await eventually(lambda: services.in_flight > 0)
                    break
            await eventually(lambda: services.in_flight == 0)
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
