"""Fulfillers side by side: each answer at once, one deadline, and no failure that costs more than its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from parallelproof.domain import Card, Request, Snapshot, SourceFailure, Span
from parallelproof.fulfill.gather import gather
from parallelproof.ports import Board, Unanswered
from parallelproof.settings import Settings

REQUEST = Request(Snapshot("file:///a.py", 1, "python", "mean\n"), Span(0, 4), Path("/"))
SOON = replace(Settings(), fulfill_deadline_s=0.3)
Script = Callable[["Scripted", Board], AsyncIterator[Card | SourceFailure]]


@dataclass(eq=False)
class Scripted:
    """A fulfiller that does what its script says."""

    name: str
    script: Script
    wanted: bool = True
    ended: int = 0

    def is_wanted(self, settings: Settings) -> bool:
        return self.wanted

    async def fulfill(self, request: Request, settings: Settings, board: Board) -> AsyncIterator[Card | SourceFailure]:
        try:
            async for found in self.script(self, board):
                yield found
        finally:
            self.ended += 1


def card(source: str, text: str = "") -> Card:
    return Card("context", text or source, Span(0, 4), source)


def after(seconds: float, then: Callable[[], Awaitable[None]] | Exception | None = None) -> Script:
    async def script(own: Scripted, board: Board) -> AsyncIterator[Card | SourceFailure]:
        await asyncio.sleep(seconds)
        if isinstance(then, Exception):
            raise then
        yield card(own.name)

    return script


async def hang(own: Scripted, board: Board) -> AsyncIterator[Card | SourceFailure]:
    yield card(own.name, "before it hung")
    await asyncio.sleep(60)


async def hold_on(own: Scripted, board: Board) -> AsyncIterator[Card | SourceFailure]:
    """Does not end although it is cancelled."""
    end_s = asyncio.get_running_loop().time() + 3
    while asyncio.get_running_loop().time() < end_s:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0.1)
    yield card(own.name)


async def collect(settings: Settings, *fulfillers: Scripted) -> list[Card | SourceFailure]:
    return [found async for found in gather(REQUEST, settings, fulfillers)]


def shown(found: list[Card | SourceFailure]) -> list[str]:
    return [f"{one.source}: {one.text if isinstance(one, Card) else one.reason}" for one in found]


async def test_each_card_comes_as_soon_as_it_is_there() -> None:
    found = await collect(SOON, Scripted("slow", after(0.1)), Scripted("fast", after(0)), Scripted("mid", after(0.05)))
    assert shown(found) == ["fast: fast", "mid: mid", "slow: slow"]


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (after(0, Unanswered("perplexity", "it wants a key")), "perplexity: it wants a key"),
        (after(0, OSError("no route")), "bad: It failed; the log says why."),
        (after(0, TimeoutError()), "bad: It failed; the log says why."),
        (after(60), "bad: It had not ended after 0.3 s."),
    ],
)
async def test_whatever_goes_wrong_in_one_is_named_and_costs_nothing_else(script: Script, reason: str) -> None:
    bad = Scripted("bad", script)
    found = await collect(SOON, bad, Scripted("good", after(0.02)))
    assert sorted(shown(found)) == sorted([reason, "good: good"]) and bad.ended == 1


async def test_a_bug_is_logged_with_its_traceback_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        await collect(SOON, Scripted("bad", after(0, ZeroDivisionError("secret"))))
    assert "bad failed" in caplog.text and "ZeroDivisionError" in caplog.text


async def test_what_was_found_before_the_deadline_stays() -> None:
    assert shown(await collect(SOON, Scripted("web", hang))) == [
        "web: before it hung",
        "web: It had not ended after 0.3 s.",
    ]


async def test_one_that_does_not_end_is_named_and_left_behind() -> None:
    began_s = asyncio.get_running_loop().time()
    found = await collect(SOON, Scripted("stuck", hold_on), Scripted("good", after(0)))
    assert shown(found) == ["good: good", "stuck: It did not end at its deadline; the log names it."]
    assert asyncio.get_running_loop().time() - began_s < 2.8


async def test_one_that_is_not_wanted_is_not_asked() -> None:
    unwanted = Scripted("unwanted", after(0), wanted=False)
    assert await collect(SOON, unwanted) == [] and unwanted.ended == 0


async def test_cancelling_ends_them_all() -> None:
    fulfillers = [Scripted("one", hang), Scripted("two", after(60))]
    task = asyncio.create_task(collect(Settings(), *fulfillers))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled() and [one.ended for one in fulfillers] == [1, 1]


async def test_a_reader_who_has_enough_ends_them_all() -> None:
    fulfillers = [Scripted("one", hang), Scripted("two", after(60))]
    async with aclosing(gather(REQUEST, Settings(), fulfillers)) as answers:
        async for _ in answers:
            break
    assert [one.ended for one in fulfillers] == [1, 1]


async def test_a_slow_reader_is_not_hit_by_the_deadline() -> None:
    found = []
    async for one in gather(REQUEST, replace(SOON, fulfill_deadline_s=0.1), [Scripted("one", after(0))]):
        await asyncio.sleep(1.3)
        found.append(one)
    assert shown(found) == ["one: one"]


async def test_one_can_build_on_what_the_others_found() -> None:
    async def builds(own: Scripted, board: Board) -> AsyncIterator[Card | SourceFailure]:
        await board.settled(own.name, 5)
        yield card(own.name, "from " + ", ".join(found.source for found in board.cards))

    found = await collect(SOON, Scripted("last", builds), Scripted("a", after(0)), Scripted("b", after(0.05)))
    assert shown(found)[-1] == "last: from a, b"


async def test_waiting_for_the_others_ends_in_time() -> None:
    async def builds(own: Scripted, board: Board) -> AsyncIterator[Card | SourceFailure]:
        await board.settled(own.name, 0.05)
        yield card(own.name, f"from {len(board.cards)}")

    found = await collect(SOON, Scripted("last", builds), Scripted("web", hang))
    assert "last: from 1" in shown(found)
