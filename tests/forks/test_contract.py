"""What holds for every provider of forks."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from parallelproof.domain import Fork
from parallelproof.forks import names
from parallelproof.forks.opening import opened
from parallelproof.forks.reaper import orphans, reap
from parallelproof.ports import ForkFailed
from parallelproof.settings import Settings

from .providers import PROVIDERS, Case

pytestmark = pytest.mark.asyncio(loop_scope="module")
TTL_S = 600.0
SETTINGS = Settings(fork_ttl_s=TTL_S)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=PROVIDERS)
async def case(request) -> AsyncIterator[Case]:
    async with PROVIDERS[request.param]() as case:
        yield case


@pytest_asyncio.fixture(loop_scope="module")
async def nothing_left(case: Case) -> AsyncIterator[None]:
    yield
    assert not [fork.name for fork in await case.provider.list(f"{names.PREFIX}fork_")]


async def made(case: Case, name: str = "") -> Fork:
    """A fork that is ready."""
    name = name or names.make("fork", TTL_S)
    return await case.provider.wait_ready(await case.provider.create(case.source, None, name, TTL_S), 60)


async def test_a_fork_is_what_was_asked_for(case: Case, nothing_left: None):
    name = names.make("fork", TTL_S)
    before = datetime.now(UTC)
    fork = await made(case, name)
    assert (fork.name, fork.provider, fork.status) == (name, case.provider.name, "ready")
    assert timedelta(0) < fork.expires_at - before <= timedelta(seconds=TTL_S + 60)
    assert fork.address and fork.address not in repr(fork)
    assert not fork.differences
    await case.provider.destroy(fork)


async def test_a_fork_is_listed_until_it_is_given_back(case: Case, nothing_left: None):
    fork, other = await made(case), await made(case)
    assert [one.name for one in await case.provider.list(fork.name)] == [fork.name]
    assert {fork.name, other.name} <= {one.name for one in await case.provider.list(names.PREFIX)}
    await case.provider.destroy(fork)
    assert not await case.provider.list(fork.name)
    assert await case.provider.list(other.name)
    await case.provider.destroy(other)


async def test_to_give_back_what_is_gone_is_no_failure(case: Case, nothing_left: None):
    fork = await made(case)
    await case.provider.destroy(fork)
    await case.provider.destroy(fork)


async def test_what_is_done_in_a_fork_is_seen_in_no_other(case: Case, nothing_left: None):
    if case.using is None:
        pytest.skip("its forks are not real here")
    async with (
        opened(case.provider, case.source, SETTINGS) as first,
        opened(case.provider, case.source, SETTINGS) as second,
        case.using(first) as one,
        case.using(second) as two,
    ):
        whole = await one.read()
        await one.change()
        assert await one.read() < whole
        assert await two.read() == whole
    async with opened(case.provider, case.source, SETTINGS) as third, case.using(third) as three:
        assert await three.read() == whole


async def test_a_fork_is_given_back_when_its_block_fails(case: Case, nothing_left: None):
    with pytest.raises(ZeroDivisionError):
        async with opened(case.provider, case.source, SETTINGS):
            raise ZeroDivisionError


async def test_a_fork_is_given_back_whenever_its_task_is_cancelled(case: Case, nothing_left: None):
    chance = random.Random(7)

    async def use() -> None:
        async with opened(case.provider, case.source, SETTINGS):
            await asyncio.sleep(60)

    for _ in range(12):
        task = asyncio.create_task(use())
        await asyncio.sleep(chance.uniform(0, 0.15))
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_many_forks_are_made_side_by_side(case: Case, nothing_left: None):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(made(case)) for _ in range(min(6, case.provider.capabilities.most))]
    forks = [task.result() for task in tasks]
    assert len({fork.name for fork in forks}) == len(forks)
    async with asyncio.TaskGroup() as group:
        for fork in forks:
            group.create_task(case.provider.destroy(fork))


async def test_a_source_that_is_not_there_is_a_sentence(case: Case, nothing_left: None):
    if not case.missing:
        pytest.skip("its settings name the source")
    with pytest.raises(ForkFailed) as raised:
        await case.provider.create(case.missing, None, names.make("fork", TTL_S), TTL_S)
    sentence = str(raised.value)
    assert sentence[0].isupper() and sentence.endswith(".") and "\n" not in sentence


async def test_the_reaper_leaves_what_is_in_use(case: Case, nothing_left: None):
    fork = await made(case)
    kept = await made(case, names.make("fork", TTL_S, names.NOBODY))
    await reap(case.provider)
    assert await case.provider.list(fork.name)
    assert await case.provider.list(kept.name)
    for one in (fork, kept):
        await case.provider.destroy(one)


async def test_the_reaper_removes_what_has_expired_or_lost_its_process(case: Case, nothing_left: None):
    gone = await asyncio.create_subprocess_exec("true")
    await gone.wait()
    expired = await made(case, names.make("fork", -1))
    orphan = await made(case, names.make("fork", TTL_S, gone.pid))
    living = await made(case, names.make("fork", TTL_S, os.getpid()))
    assert {fork.name for fork in await reap(case.provider)} == {expired.name, orphan.name}
    assert not orphans(await case.provider.list(names.PREFIX))
    assert await case.provider.list(living.name)
    await case.provider.destroy(living)
