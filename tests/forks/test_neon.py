"""Neon's branches: what is asked of its API, and that none is left there whatever goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from parallelproof.forks import names
from parallelproof.forks.neon import Neon
from parallelproof.net.audit import AuditLog
from parallelproof.net.net import Net
from parallelproof.ports import ForkFailed
from parallelproof.postgres import connect
from parallelproof.settings import Settings

from tests.backends import neon
from tests.backends.tiger import BODY_TEXT, Fault
from tests.postgres.servers import server

TTL_S = 3600.0
pytestmark = pytest.mark.usefixtures("no_keyring")
SOURCE = "postgresql://ada:secret@ep-0.neon.tech/shop"


@pytest.fixture
async def cloud() -> AsyncIterator[neon.Neon]:
    async with neon.Neon().serving() as cloud:
        yield cloud


@asynccontextmanager
async def provider(cloud: neon.Neon, folder: Path, **settings: Any) -> AsyncIterator[Neon]:
    """The provider as it is set up, but that it does not wait long between two looks."""
    given = {"fork_key": neon.KEY, "fork_url": cloud.url, "fork_service": neon.PROJECT} | settings
    net = Net(AuditLog(folder / "audit.jsonl"), environ={})
    try:
        yield Neon(net, replace(Settings(), **given), environ={}, poll_s=0.01)
    finally:
        await net.close()


def name() -> str:
    return names.make("trial", TTL_S)


async def test_a_branch_is_asked_for_awaited_used_and_given_back(tmp_path: Path) -> None:
    async with (
        server(18) as address,
        neon.Neon(address, ("postgres", "shop")).serving() as cloud,
        provider(cloud, tmp_path) as forks,
    ):
        called = name()
        fork = await forks.create(SOURCE, None, called, TTL_S)
        assert (fork.status, fork.name, cloud.forks) == ("creating", called, [called])
        assert cloud.bodies == [{"branch": {"name": called}, "endpoints": [{"type": "read_write"}]}]
        fork = await forks.wait_ready(fork, 10)
        assert fork.status == "ready"
        assert cloud.asked == [{"branch_id": fork.id, "database_name": "shop", "role_name": "shop_owner"}]
        connection = await connect(fork.address, "tests")
        await connection.close()
        await forks.destroy(fork)
        assert cloud.forks == []
        await forks.destroy(fork)  # It is gone already.


async def test_passing_failures_are_waited_out(cloud: neon.Neon, tmp_path: Path) -> None:
    async with provider(cloud, tmp_path) as forks:
        fork = await forks.create(SOURCE, None, name(), TTL_S)
        cloud.script["GET"].extend([Fault.BROKEN, None, Fault.THROTTLED, Fault.RESET, Fault.GARBAGE, None, Fault.HTML])
        assert (await forks.wait_ready(fork, 10)).status == "ready"
        cloud.script["DELETE"].extend([Fault.BROKEN, Fault.CONFLICT, Fault.RESET])
        await forks.destroy(fork)
    assert cloud.forks == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault.QUOTA, "Neon makes no more forks for this account, which is at its limit"),
        (Fault.CONFLICT, "Neon did not begin a fork (HTTP 409, CONFLICT)."),
        (Fault.BROKEN, "No fork was begun: Neon has an error of its own (HTTP 500)."),
        (Fault.RESET_AFTER, "No fork was begun: Neon broke the connection."),
        (Fault.SHAPE_AFTER, "Neon answered with something that is no branch; check `forkUrl`."),
    ],
)
async def test_no_fork_is_one_clear_sentence_and_leaves_nothing(
    fault: Fault, sentence: str, cloud: neon.Neon, tmp_path: Path
) -> None:
    cloud.script["POST"].append(fault)
    async with provider(cloud, tmp_path) as forks:
        with pytest.raises(ForkFailed) as failed:
            await forks.create(SOURCE, None, name(), TTL_S)
    assert str(failed.value).startswith(sentence)
    assert BODY_TEXT not in str(failed.value)
    assert cloud.forks == []


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("fork_key", "", "Neon needs a key: set `forkKey`, or NEON_API_KEY."),
        ("fork_key", "another", "Neon refused the key: check `forkKey`, the environment or the keyring."),
        ("fork_service", "", "Neon is not told what to fork: set `forkService` to the id of your project."),
        ("fork_service", "elsewhere", "Neon knows no project `elsewhere` for this key: check `forkService`."),
    ],
)
async def test_what_is_not_set_up_says_what_to_set(
    setting: str, value: str, sentence: str, cloud: neon.Neon, tmp_path: Path
) -> None:
    async with provider(cloud, tmp_path, **{setting: value}) as forks:
        with pytest.raises(ForkFailed) as failed:
            await forks.create(SOURCE, None, name(), TTL_S)
    assert str(failed.value) == sentence


async def test_a_branch_begun_for_one_who_was_cancelled_is_given_back(cloud: neon.Neon, tmp_path: Path) -> None:
    async with provider(cloud, tmp_path) as forks:
        cloud.script["POST"].append(Fault.HANG_AFTER)
        asking = asyncio.create_task(forks.create(SOURCE, None, name(), TTL_S))
        await cloud.is_hanging.wait()
        assert len(cloud.forks) == 1
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert cloud.forks == []


async def test_a_database_that_the_project_does_not_have_is_named(tmp_path: Path) -> None:
    async with neon.Neon(databases=("one", "two")).serving() as cloud, provider(cloud, tmp_path) as forks:
        fork = await forks.create(SOURCE, None, name(), TTL_S)
        with pytest.raises(ForkFailed, match="The Neon project has no database `shop`: check the address"):
            await forks.wait_ready(fork, 10)


async def test_branches_that_were_left_are_found_by_their_names_on_every_page(cloud: neon.Neon, tmp_path: Path) -> None:
    left = [name() for _ in range(230)]
    for one in left:
        cloud.leave(one)
    cloud.leave("mine, and not parallelproof_'s")
    async with provider(cloud, tmp_path) as forks:
        found = await forks.list(names.PREFIX)
    assert [fork.name for fork in found] == left
