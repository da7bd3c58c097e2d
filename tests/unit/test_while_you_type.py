"""The first story, told with a fulfiller of a few lines: it has a question about every name that it knows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from parallelproof.background import Background
from parallelproof.domain import Card, Edit, Meaning, Request, Snapshot, SourceFailure, Span
from parallelproof.engine import Engine
from parallelproof.ports import Board, NotAsked, Unanswered
from parallelproof.session import Session
from parallelproof.settings import FulfillOn, GhostText, Privacy, SearchProvider, Settings

URI = "file:///shop/orders.py"
TEXT = '"""Orders."""\n\n\ndef total(orders):\n    return sum(orders)\n'
LINE = "rows = mean(total(orders))"
QUICKLY = Settings(typing_pause_s=0.05, fulfill_deadline_s=1.0)


class Asker:
    """Asks which `mean` is meant, after a while."""

    name = "asker"

    def __init__(
        self,
        takes_s: float = 0.0,
        error: Exception | None = None,
        signature: str = "mean(values)",
        words: tuple[str, ...] = ("mean",),
    ) -> None:
        self.takes_s, self.error, self.signature = takes_s, error, signature
        self.words = re.compile(rf"\b(?:{'|'.join(words)})\b")
        self.requests: list[Request] = []
        self.settings: list[Settings] = []
        self.cancelled = 0

    def is_wanted(self, settings: Settings) -> bool:
        return settings.ambiguity

    async def fulfill(self, request: Request, settings: Settings, board: Board) -> AsyncIterator[Card | SourceFailure]:
        self.requests.append(request)
        self.settings.append(settings)
        try:
            await asyncio.sleep(self.takes_s)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error:
            raise self.error
        text = request.snapshot.text
        for found in self.words.finditer(text[request.typed.start : request.typed.end]):
            span = Span(request.typed.start + found.start(), request.typed.start + found.end())
            meanings = tuple(
                Meaning(found[0], f"app.{module}", None, 1, "function", self.signature) for module in ("stats", "maths")
            )
            yield Card("question", "## mean", span, self.name, meanings=meanings, is_open=True)


class Service:
    """A search service whose key is found, or is not."""

    def __init__(self, title: str | None) -> None:
        self.title, self.asked = title, list[Settings]()

    async def status(self, settings: Settings) -> list[str]:
        return [f"{self.title}: 0 of 10 at once"]

    def configure(self, settings: Settings) -> None: ...

    async def offer(self, settings: Settings) -> str | None:
        self.asked.append(settings)
        return self.title


class Listener:
    """A face that remembers what it was told."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.sentences: list[str] = []
        self.offers: list[str] = []
        self.changes = 0

    def changed(self, uri: str) -> None:
        self.changes += 1

    def found(self, uri: str, kind: str) -> None:
        self.kinds.append(kind)

    def offer(self, title: str) -> None:
        self.offers.append(title)

    def tell(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def begun(self, running: Any) -> None: ...
    def progressed(self, running: Any, progress: Any) -> None: ...
    def ended(self, running: Any, summary: str) -> None: ...


class Desk:
    """An engine, a person who types, and what they are shown."""

    def __init__(self, engine: Engine, listener: Listener) -> None:
        self.engine, self.listener = engine, listener

    @property
    def text(self) -> str:
        snapshot = self.engine.session.snapshot(URI)
        assert snapshot
        return snapshot.text

    def change(self, start: int, end: int, new: str) -> None:
        snapshot = self.engine.session.snapshot(URI)
        assert snapshot
        self.engine.edited(URI, snapshot.version + 1, [Edit(Span(start, end), new)])

    def write(self, text: str = LINE) -> None:
        self.change(len(self.text), len(self.text), text)

    def names(self) -> list[str]:
        return [self.text[card.span.start : card.span.end] for card in self.engine.typing.cards(URI)]


@asynccontextmanager
async def desk(*fulfillers: Asker, settings: Settings = QUICKLY, sources: Any = None) -> AsyncIterator[Desk]:
    async def close() -> None: ...

    part: Any = None
    session = Session(settings)
    made = Engine(
        settings, session, Background(), part, part, part, part, close, fulfillers=fulfillers, sources=sources
    )
    listener = Listener()
    made.face = listener
    made.opened(Snapshot(URI, 1, "python", TEXT))
    yield Desk(made, listener)
    await made.close()


async def test_typing_leads_to_cards_after_a_pause_and_the_face_hears_of_each() -> None:
    asker = Asker()
    async with desk(asker) as at:
        at.write(LINE[:10])
        await asyncio.sleep(0.15)
        assert asker.requests == []
        at.write(LINE[10:])
        assert at.names() == []
        await asyncio.sleep(0.2)
        assert at.names() == ["mean"] and at.listener.kinds == ["question"]
        (request,) = asker.requests
        assert request.snapshot.text[request.typed.start : request.typed.end] == LINE
        assert request.snapshot.cursor == len(at.text) and request.root is None
        assert at.engine.session.searched(URI) == Path("/shop")
        assert request.recent == (Path("/shop/orders.py"),)


async def test_more_typing_waits_anew_and_one_look_is_all_there_is() -> None:
    asker = Asker()
    async with desk(asker) as at:
        for key in LINE * 2:
            at.write(key)
            await asyncio.sleep(0.002)
        await asyncio.sleep(0.3)
        assert len(asker.requests) == 1


async def test_an_edit_of_what_is_looked_at_ends_the_look_and_begins_another() -> None:
    asker = Asker(takes_s=0.3)
    async with desk(asker) as at:
        at.write()
        await asyncio.sleep(0.15)
        at.change(at.text.index("rows"), at.text.index("rows") + 4, "all_rows")
        await asyncio.sleep(0.1)
        assert asker.cancelled == 1
        await asyncio.sleep(0.5)
        assert len(asker.requests) == 2 and at.names() == ["mean"]


async def test_an_edit_elsewhere_moves_what_is_found_later() -> None:
    asker = Asker(takes_s=0.2)
    async with desk(asker) as at:
        at.write()
        await asyncio.sleep(0.12)
        at.change(0, 0, "# a comment\n")
        await asyncio.sleep(0.4)
        assert asker.cancelled == 0 and at.names() == ["mean"]


async def test_an_edit_of_the_name_withdraws_its_card() -> None:
    async with desk(Asker()) as at:
        at.write()
        await asyncio.sleep(0.2)
        assert at.names() == ["mean"]
        start = at.text.index("mean")
        at.change(start, start + 2, "")
        assert at.names() == []


async def test_what_comes_too_late_for_a_closed_document_is_not_shown() -> None:
    asker = Asker(takes_s=0.3)
    async with desk(asker) as at:
        at.write()
        await asyncio.sleep(0.15)
        at.engine.closed(URI)
        await asyncio.sleep(0.05)
        assert asker.cancelled == 1 and at.engine.typing.cards(URI) == []


async def test_on_demand_nothing_is_looked_up_until_a_person_asks() -> None:
    asker = Asker()
    async with desk(asker, settings=replace(QUICKLY, fulfill_on=FulfillOn.DEMAND)) as at:
        at.write()
        await asyncio.sleep(0.2)
        assert asker.requests == []
        assert await at.engine.fulfill(URI) == "Found: 1 question."
        assert at.names() == ["mean"]
        assert await at.engine.fulfill(URI, cursor=3) == "Nothing was found."
        assert asker.requests[-1].typed == Span(0, 13)


async def test_a_kind_that_is_switched_off_is_gone_at_once_and_back_at_once() -> None:
    asker = Asker()
    async with desk(asker) as at:
        at.write()
        await asyncio.sleep(0.2)
        at.engine.configure(replace(QUICKLY, ambiguity=False), {})
        assert at.names() == []
        at.engine.configure(QUICKLY, {})
        assert at.names() == ["mean"]
        at.engine.configure(replace(QUICKLY, fulfill=False), {})
        assert await at.engine.fulfill(URI) == (
            "Looking things up is switched off here: set parallelproof.fulfill to switch it on."
        )


async def test_a_look_that_a_person_cancels_can_be_asked_for_again() -> None:
    asker = Asker(takes_s=0.2)
    async with desk(asker) as at:
        asked = asyncio.create_task(at.engine.fulfill(URI))
        await asyncio.sleep(0.05)
        asked.cancel()
        await asyncio.wait([asked])
        await asyncio.sleep(0.05)
        assert asker.cancelled == 1 and at.engine.typing.begin(URI, 0, again=False)


async def test_switching_it_off_ends_a_look() -> None:
    asker = Asker(takes_s=0.5)
    async with desk(asker) as at:
        at.write()
        await asyncio.sleep(0.15)
        at.engine.configure(replace(QUICKLY, fulfill=False), {})
        await asyncio.sleep(0.05)
        assert asker.cancelled == 1


async def test_a_failure_is_kept_for_whoever_asks_and_told_once() -> None:
    failing = Asker(error=Unanswered("perplexity", "The key was refused."))
    async with desk(failing, Asker(), sources=Service("Perplexity Search")) as at:
        for _ in range(2):
            assert await at.engine.fulfill(URI) in ("Nothing was found.", "Found: 1 question.")
        failed = at.engine.typing.failures["perplexity"]
        assert failed.failure.reason == "The key was refused."
        assert at.listener.sentences == ["perplexity: The key was refused."]
        ready, _, line, told = await at.engine.typing.status(URI)
        assert ready == "asker: ready" and line == "Perplexity Search: 0 of 10 at once"
        assert told.startswith("perplexity failed at ") and told.endswith(": The key was refused.")


async def test_ghost_text_completes_the_call_and_accepting_it_counts_as_nothing() -> None:
    asker = Asker()
    async with desk(asker) as at:
        at.write("all_of_the_rows = mean")
        await asyncio.sleep(0.2)
        offered = at.engine.suggestion(URI, len(at.text))
        assert offered and offered.text == "(values)"
        at.write(offered.text)
        at.write("\nx = 1234567890")
        await asyncio.sleep(0.2)
        assert len(asker.requests) == 1


async def test_a_failure_is_told_once_whatever_numbers_it_names_and_gone_once_there_is_an_answer() -> None:
    asker = Asker()
    async with desk(asker) as at:
        at.write()
        for seconds in (58, 56, 1.5):
            asker.error = Unanswered("asker", f"It wants another {seconds} s of silence.")
            await at.engine.fulfill(URI)
        assert at.listener.sentences == ["asker: It wants another 58 s of silence."]
        assert at.engine.typing.failures["asker"].failure.reason == "It wants another 1.5 s of silence."
        asker.error = None
        await at.engine.fulfill(URI)
        assert at.engine.typing.failures == {} and await at.engine.typing.status(URI) == ["asker: ready"]


async def test_a_fulfiller_that_ends_in_time_again_has_not_failed() -> None:
    asker = Asker(takes_s=1.0)
    async with desk(asker, settings=replace(QUICKLY, fulfill_deadline_s=0.1)) as at:
        await at.engine.fulfill(URI)
        assert "asker" in at.engine.typing.failures
        asker.takes_s = 0.0
        assert await at.engine.fulfill(URI) == "Nothing was found." and at.engine.typing.failures == {}


async def test_what_is_off_has_not_failed() -> None:
    async with desk(Asker(error=NotAsked("web search", "no search service is set up"))) as at:
        await at.engine.fulfill(URI)
        assert at.listener.sentences == [] and at.engine.typing.failures == {}


async def test_no_more_is_remembered_of_failures_than_a_person_reads() -> None:
    asker = Asker()
    async with desk(asker) as at:
        for word in range(300):
            asker.error = Unanswered("asker", f"It said {'x' * word}.")
            await at.engine.fulfill(URI)
        assert len(at.listener.sentences) == 300
        asker.error = Unanswered("asker", "It said .")
        await at.engine.fulfill(URI)
        assert len(at.listener.sentences) == 301 and len(at.engine.typing.failures) == 1


WHOLE = "(first_value, more_values)"


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([WHOLE], id="whole"),
        pytest.param(["(first_value", ", more_values", ")"], id="by word"),
        pytest.param([*"(first", "_value, more_values)"], id="its beginning by hand"),
    ],
)
async def test_ghost_text_goes_on_until_all_of_it_is_there(pieces: list[str]) -> None:
    async with desk(Asker(signature="mean(first_value, more_values)")) as at:
        at.write("all_of_the_rows = mean")
        await asyncio.sleep(0.2)
        left = WHOLE
        for piece in pieces:
            offered = at.engine.suggestion(URI, len(at.text))
            assert offered and offered.text == left
            at.write(piece)
            left = left.removeprefix(piece)
        assert left == "" and at.engine.suggestion(URI, len(at.text)) is None


@pytest.mark.parametrize("typed", ["(x", "(first_value)", " ", "(firstly"])
async def test_ghost_text_ends_where_something_else_is_typed(typed: str) -> None:
    async with desk(Asker(signature="mean(first_value, more_values)")) as at:
        at.write("all_of_the_rows = mean")
        await asyncio.sleep(0.2)
        assert at.engine.suggestion(URI, len(at.text))
        at.write(typed)
        assert at.engine.suggestion(URI, len(at.text)) is None


async def test_ghost_text_goes_on_within_brackets_that_the_editor_closed() -> None:
    async with desk(Asker(signature="mean(first_value, more_values)")) as at:
        at.write("all_of_the_rows = mean")
        await asyncio.sleep(0.2)
        assert at.engine.suggestion(URI, len(at.text))
        at.write("()")
        for typed, left in (("", "first_value, more_values"), ("first", "_value, more_values")):
            inside = len(at.text) - 1
            at.change(inside, inside, typed)
            offered = at.engine.suggestion(URI, inside + len(typed))
            assert offered and offered.text == left


@pytest.mark.parametrize("change", [{"completion": False}, {"ghost_text": GhostText.NEVER}, {"fulfill": False}])
async def test_the_rest_of_ghost_text_is_not_shown_once_it_is_switched_off(change: dict[str, Any]) -> None:
    async with desk(Asker(signature="mean(first_value, more_values)")) as at:
        at.write("all_of_the_rows = mean")
        await asyncio.sleep(0.2)
        assert at.engine.suggestion(URI, len(at.text))
        at.write("(first")
        assert at.engine.suggestion(URI, len(at.text))
        at.engine.configure(replace(QUICKLY, **change), {})
        assert at.engine.suggestion(URI, len(at.text)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"privacy": Privacy.LOCAL_ONLY}, {"web_context": False}, {"search_url": "http://127.0.0.1:1"},
        {"search_provider": SearchProvider.NONE}, {"model": "another"}, {"model_key": "sk-other"},
    ],
)  # fmt: skip
async def test_a_look_ends_when_who_may_be_asked_changes_and_begins_anew(change: dict[str, Any]) -> None:
    asker = Asker(takes_s=0.3)
    before = replace(QUICKLY, privacy=Privacy.QUERIES_ONLY)
    async with desk(asker, settings=before) as at:
        at.write()
        await asyncio.sleep(0.15)
        assert asker.settings == [before]
        at.engine.configure(replace(before, **change), {})
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert asker.cancelled == 1 and at.names() == []
        await asyncio.sleep(0.6)
        assert asker.settings == [before, replace(before, **change)] and at.names() == ["mean"]


async def test_a_look_goes_on_when_other_settings_change() -> None:
    asker = Asker(takes_s=0.2)
    async with desk(asker) as at:
        at.write()
        await asyncio.sleep(0.15)
        at.engine.configure(replace(QUICKLY, code_lens=True), {})
        await asyncio.sleep(0.3)
        assert asker.cancelled == 0 and at.names() == ["mean"]


async def test_what_is_found_is_counted_in_words() -> None:
    async with desk(Asker(words=("mean", "total"))) as at:
        at.write()
        assert await at.engine.fulfill(URI) == "Found: 2 questions."


async def test_a_request_over_http_gets_cards_and_failures_and_nothing_twice() -> None:
    asker, failing = Asker(), Asker(error=Unanswered("perplexity", "It is down."))
    async with desk(asker, asker, failing) as at:
        request = Request(Snapshot("file:///elsewhere.py", 1, "python", LINE), Span(0, len(LINE)), None, "ann")
        found = [one async for one in at.engine.fulfilled(request, QUICKLY)]
        assert [type(one) for one in found].count(Card) == 1
        assert SourceFailure("perplexity", "It is down.") in found and at.names() == []


@pytest.mark.parametrize("title", ["Perplexity Search", None])
async def test_a_service_that_could_be_asked_is_offered_at_the_first_look(title: str | None) -> None:
    service = Service(title)
    async with desk(Asker(), sources=service) as at:
        await asyncio.sleep(0.05)
        assert service.asked == []
        for _ in range(2):
            await at.engine.fulfill(URI)
        assert service.asked == [QUICKLY] and at.listener.offers == ([title] if title else [])


async def test_a_name_that_is_ignored_is_not_asked_about_again() -> None:
    async with desk(Asker()) as at:
        at.write()
        await asyncio.sleep(0.2)
        at.engine.typing.ignore(URI, "mean")
        assert at.names() == []
        await at.engine.fulfill(URI)
        assert at.names() == []
