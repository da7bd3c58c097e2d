"""One provider's line, before a real server that counts: never too many, never too fast, fair, and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from parallelproof.net.audit import AuditLog
from parallelproof.net.limits import Limits, Line
from parallelproof.net.net import Broken, Exchange, Net, Throttled
from parallelproof.net.pace import Width
from parallelproof.ports import Leave, Unanswered

from tests.net.serving import leave, served

Answer = Callable[[web.Request, int], Awaitable[web.StreamResponse]]


class Provider:
    """Answers after `delay_s`; counts who is there at once and when each came. `faults` answer the first ones."""

    def __init__(self, delay_s: float = 0.05, at_once: int = 1_000, faults: list[web.Response] | None = None) -> None:
        self.delay_s, self.at_once, self.faults = delay_s, at_once, faults or []
        self.inside = self.most = self.refused = 0
        self.came_s: list[float] = []
        self.users: list[str] = []
        self.hangs: set[int] = set()

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.came_s.append(time.monotonic())
        self.users.append((await request.json())["user"])
        try:
            if self.faults:
                return self.faults.pop(0)
            if self.inside > self.at_once:
                self.refused += 1
                return web.Response(status=429)
            await asyncio.sleep(60 if len(self.came_s) in self.hangs else self.delay_s)
            return web.json_response({"n": len(self.came_s)})
        finally:
            self.inside -= 1


@contextlib.asynccontextmanager
async def before(provider: Provider, limits: Limits, tmp_path: Path) -> AsyncIterator[Callable[..., Awaitable[Any]]]:
    """A line before the provider: call `ask(user)`."""
    net = Net(AuditLog(tmp_path / "audit" / "audit.jsonl"), environ={})
    line = Line(net, "tavily", limits)
    async with served(provider) as server:

        async def ask(user: str = "", timeout_s: float = 5.0, given: Leave | None = None) -> Any:
            exchange = Exchange("tavily", "POST", server.url, body={"user": user}, timeout_s=timeout_s)
            return await line.json(lambda: exchange, given or replace(leave(), user=user))

        ask.line = line  # type: ignore[attr-defined]
        yield ask
    await net.close()


async def test_one_user_begins_with_so_many_at_once_and_may_have_more_once_that_went_well(tmp_path: Path) -> None:
    provider = Provider()
    async with before(provider, Limits(start=4, most=20, per_s=10_000), tmp_path) as ask:
        await asyncio.gather(*(ask() for _ in range(4)))
        assert provider.most == 4
        await asyncio.gather(*(ask() for _ in range(40)))
    assert 5 <= provider.most <= 10


@pytest.mark.parametrize(("users", "at_once"), [(1, 4), (2, 8), (30, 12)])
async def test_many_users_have_more_at_once_but_never_more_than_the_most(
    tmp_path: Path, users: int, at_once: int
) -> None:
    provider = Provider(delay_s=0.3)
    async with before(provider, Limits(start=4, most=12, per_s=10_000), tmp_path) as ask:
        await asyncio.gather(*(ask(str(n % users)) for n in range(at_once)))
        assert provider.most == at_once
        await asyncio.gather(*(ask(str(n % users)) for n in range(40)))
    assert at_once <= provider.most <= 12
    assert len(provider.users) == at_once + 40


async def test_everyones_first_comes_before_anyones_second(tmp_path: Path) -> None:
    provider = Provider()
    async with before(provider, Limits(start=1, most=1, per_s=10_000), tmp_path) as ask:
        greedy = [asyncio.create_task(ask("greedy")) for _ in range(6)]
        await asyncio.sleep(0.01)
        modest = [asyncio.create_task(ask(name)) for name in "abc" for _ in range(2)]
        await asyncio.gather(*greedy, *modest)
    assert provider.users[:4] == ["greedy", "a", "b", "c"]
    assert sorted(provider.users[4:8]) == ["a", "b", "c", "greedy"]
    assert provider.users[8:] == ["greedy"] * 4


async def test_no_more_begin_in_any_second_than_allowed(tmp_path: Path) -> None:
    provider = Provider(delay_s=0)
    async with before(provider, Limits(start=50, most=50, per_s=20), tmp_path) as ask:
        await asyncio.gather(*(ask() for _ in range(50)))
    came_s = provider.came_s
    assert all(later - earlier > 0.9 for earlier, later in zip(came_s, came_s[20:], strict=False))
    assert came_s[19] - came_s[0] < 0.9
    assert came_s[-1] - came_s[0] < 4


async def test_a_provider_that_bears_less_is_asked_less(tmp_path: Path) -> None:
    provider = Provider(at_once=5)
    async with before(provider, Limits(start=40, most=40, per_s=10_000), tmp_path) as ask:
        await asyncio.gather(*(ask() for _ in range(40)), return_exceptions=True)
        refused_at_first = provider.refused
        for _ in range(10):
            await asyncio.gather(*(ask() for _ in range(20)), return_exceptions=True)
        provider.refused = provider.most = 0
        await asyncio.gather(*(ask() for _ in range(20)), return_exceptions=True)
    assert refused_at_first >= 30
    assert provider.most < 10
    assert provider.refused < 10


def test_setbacks_of_one_round_trip_count_once() -> None:
    width = Width(40, 40)
    began_s = time.monotonic()
    for _ in range(10):
        width.narrow(width.allowed(1), began_s)
    assert width.allowed(1) == 20
    width.narrow(width.allowed(1), time.monotonic())
    assert width.allowed(1) == 10
    for _ in range(300):
        width.answered(0.1, was_full=True)
    assert 20 < width.allowed(1) < 40
    assert width.allowed(50) == width.allowed(1), "after a setback, more users are no reason for more requests"


def test_one_hang_among_many_answers_is_no_setback_and_many_are() -> None:
    width = Width(40, 40)
    for _ in range(40):
        width.answered(0.1, was_full=False)
    for _ in range(4):
        width.timed_out(40, time.monotonic())
    assert width.allowed(1) == 40
    width.timed_out(40, time.monotonic())
    assert width.allowed(1) == 20


def test_a_first_request_that_hangs_is_a_setback() -> None:
    width = Width(10, 40)
    width.timed_out(10, time.monotonic())
    assert width.allowed(1) == 5


def test_what_never_filled_the_limit_is_no_reason_to_widen_it() -> None:
    width = Width(10, 40)
    for _ in range(1_000):
        width.answered(0.1, was_full=False)
    assert width.allowed(1) == 10


async def test_a_pause_the_provider_asks_for_holds_for_all(tmp_path: Path) -> None:
    provider = Provider(faults=[web.Response(status=429, headers={"Retry-After": "1"})])
    async with before(provider, Limits(start=1, most=1, per_s=10_000), tmp_path) as ask:
        with pytest.raises(Throttled, match="tavily is asked too often or has no quota left; it asks to wait 1 s"):
            await ask("a")
        assert "paused for 1 s" in ask.line.status  # type: ignore[attr-defined]
        await ask("b")
    first, second = provider.came_s
    assert second - first >= 0.9


async def test_nobody_waits_for_a_pause_that_outlasts_the_deadline(tmp_path: Path) -> None:
    provider = Provider(faults=[web.Response(status=429, headers={"Retry-After": "60"})])
    async with before(provider, Limits(start=1, most=1, per_s=10_000), tmp_path) as ask:
        began_s = time.monotonic()
        answers = await asyncio.gather(*(ask(user) for user in "abc"), return_exceptions=True)
        answers += await asyncio.gather(ask("d"), return_exceptions=True)
        assert time.monotonic() - began_s < 1
    assert len(provider.users) == 1
    assert all(isinstance(answer, Throttled) for answer in answers)
    assert [str(answer) for answer in answers[1:]] == ["tavily is not asked for another 60 s, as it wished"] * 3


async def test_a_broken_exchange_is_tried_once_more_and_only_once(tmp_path: Path) -> None:
    provider = Provider(faults=[web.Response(status=500)])
    async with before(provider, Limits(), tmp_path) as ask:
        assert await ask() == {"n": 2}
        provider.faults = [web.Response(status=500), web.Response(status=502)]
        with pytest.raises(Broken, match="502"):
            await ask()
        assert len(provider.users) == 4
        provider.faults = [web.Response(status=404)]
        with pytest.raises(Unanswered, match="404"):
            await ask()
        assert len(provider.users) == 5


async def test_the_exchange_is_made_only_once_there_is_a_place_and_made_once(tmp_path: Path) -> None:
    provider = Provider(delay_s=0.2)
    net = Net(AuditLog(tmp_path / "audit" / "audit.jsonl"), environ={})
    line = Line(net, "tavily", Limits(start=1, most=1))
    gathered: list[str] = []
    made: list[list[str]] = []
    async with served(provider) as server:

        def make() -> Exchange:
            made.append(gathered.copy())
            return Exchange("tavily", "POST", server.url, body={"user": ""})

        first = asyncio.create_task(line.json(make, leave()))
        await asyncio.sleep(0.05)
        provider.faults = [web.Response(status=500)]
        second = asyncio.create_task(line.json(make, leave()))
        await asyncio.sleep(0.05)
        gathered.append("came while it waited")
        await asyncio.gather(first, second)
    assert made == [[], ["came while it waited"]]
    assert len(provider.users) == 3
    await net.close()


@pytest.mark.parametrize("seed", range(3))
async def test_whoever_is_cancelled_gives_the_place_back(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    provider = Provider(delay_s=0.02)
    async with before(provider, Limits(start=3, most=3, per_s=10_000), tmp_path) as ask:
        for _ in range(10):
            tasks = [asyncio.create_task(ask(chance.choice("abc"))) for _ in range(8)]
            await asyncio.sleep(chance.random() * 0.05)
            for task in tasks:
                if chance.random() < 0.7:
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.3)
        assert ask.line.status.startswith("0 of ")  # type: ignore[attr-defined]
        assert ask.line.status.endswith(" 0 waiting")  # type: ignore[attr-defined]
        await asyncio.wait_for(asyncio.gather(*(ask() for _ in range(6))), 5)
    assert provider.most <= 3


async def test_the_provider_never_sees_more_than_the_most_when_some_hang_and_are_given_up(tmp_path: Path) -> None:
    provider = Provider(delay_s=0.02)
    provider.hangs = set(range(3, 200, 7))
    async with before(provider, Limits(start=8, most=8, per_s=10_000), tmp_path) as ask:
        await asyncio.gather(*(ask(str(n % 5), timeout_s=0.2) for n in range(60)), return_exceptions=True)
    assert provider.most <= 8


async def test_a_crowd_that_comes_within_two_seconds_is_served_first_things_first(tmp_path: Path) -> None:
    """A third of the promise's scale in time: 50 users in 0.7 s, three answers of 1 s each, 60 at once."""
    provider = Provider(delay_s=1.0, at_once=60)
    first_s: dict[str, float] = {}
    full_s: dict[str, float] = defaultdict(float)
    async with before(provider, Limits(start=10, most=60, per_s=10_000), tmp_path) as ask:

        async def user(name: str, comes_s: float) -> None:
            await asyncio.sleep(comes_s)
            began_s = time.monotonic()

            async def one() -> None:
                await ask(name)
                first_s.setdefault(name, time.monotonic() - began_s)
                full_s[name] = time.monotonic() - began_s

            await asyncio.gather(*(one() for _ in range(3)))

        await asyncio.gather(*(user(f"user {n}", n * 0.67 / 50) for n in range(50)))
    assert len(first_s) == 50
    assert sorted(first_s.values())[47] < 1.6
    assert sorted(full_s.values())[47] < 4.5
    assert (provider.most, provider.refused) == (60, 0)
