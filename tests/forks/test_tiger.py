"""Tiger Cloud's forks: what is asked of its API, and that nothing billed is left there whatever goes wrong."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from parallelproof.domain import Fork
from parallelproof.forks import names
from parallelproof.forks.tiger import Tiger
from parallelproof.net.audit import AuditLog
from parallelproof.net.net import Net
from parallelproof.ports import ForkFailed
from parallelproof.postgres import connect
from parallelproof.settings import Settings

from tests.backends import tiger
from tests.backends.tiger import Fault
from tests.postgres.servers import server

TTL_S = 3600.0

pytestmark = pytest.mark.usefixtures("no_keyring")


@pytest.fixture
async def cloud() -> AsyncIterator[tiger.Tiger]:
    async with tiger.Tiger().serving() as cloud:
        yield cloud


@asynccontextmanager
async def provider(cloud: tiger.Tiger, folder: Path, **settings: Any) -> AsyncIterator[Tiger]:
    """The provider as it is set up, but that it does not wait long between two looks."""
    given = {"fork_key": tiger.KEY, "fork_url": cloud.url, "fork_service": tiger.SERVICE} | settings
    net = Net(AuditLog(folder / "audit.jsonl"), environ={})
    try:
        yield Tiger(net, replace(Settings(), **given), environ={}, poll_s=0.01)
    finally:
        await net.close()


def name() -> str:
    return names.make("trial", TTL_S)


async def test_a_fork_is_asked_for_awaited_used_and_given_back(tmp_path: Path) -> None:
    async with server(18) as address:
        own = await connect(address, "tests")
        await own.execute("CREATE ROLE tsdbadmin LOGIN")
        await own.execute("CREATE DATABASE tsdb OWNER tsdbadmin")
        host, port = own.info.host, own.info.port
        await own.close()
        async with tiger.Tiger((host, port)).serving() as cloud, provider(cloud, tmp_path) as forks:
            called = name()
            fork = await forks.create("", None, called, TTL_S)
            assert (fork.status, fork.name, cloud.forks) == ("creating", called, [called])
            assert cloud.bodies == [{"name": called, "fork_strategy": "NOW", "environment_tag": "DEV"}]
            fork = await forks.wait_ready(fork, 10)
            assert fork.status == "ready"
            connection = await connect(fork.address, "tests")
            assert connection.info.user == "tsdbadmin"
            assert connection.info.password == tiger.PASSWORD
            await connection.execute("SELECT 1")
            await connection.close()
            await forks.destroy(fork)
            assert cloud.forks == []
            await forks.destroy(fork)  # It is gone already.


async def test_a_time_in_the_past_is_a_recovery_to_that_point(cloud: tiger.Tiger, tmp_path: Path) -> None:
    async with provider(cloud, tmp_path) as forks:
        await forks.create("", datetime(2026, 11, 2, 12, 30, tzinfo=UTC), name(), TTL_S)
    assert cloud.bodies[0]["fork_strategy"] == "PITR"
    assert datetime.fromisoformat(cloud.bodies[0]["target_time"]) == datetime(2026, 11, 2, 12, 30, tzinfo=UTC)


async def test_passing_failures_are_waited_out(cloud: tiger.Tiger, tmp_path: Path) -> None:
    async with provider(cloud, tmp_path) as forks:
        fork = await forks.create("", None, name(), TTL_S)
        cloud.looks_until_ready = 8
        cloud.script["GET"].extend([Fault.BROKEN, None, Fault.THROTTLED, Fault.RESET, Fault.BROKEN, Fault.GARBAGE])
        assert (await forks.wait_ready(fork, 10)).status == "ready"
        cloud.script["DELETE"].extend([Fault.BROKEN, Fault.RESET, Fault.CONFLICT])
        cloud.script["GET"].extend([Fault.BROKEN, Fault.THROTTLED, Fault.RESET])
        await forks.destroy(fork)
    assert cloud.forks == []


def refuses_the_key(cloud: tiger.Tiger) -> dict[str, Any]:
    return {"fork_key": "tskey0123:another"}


def has_no_key(cloud: tiger.Tiger) -> dict[str, Any]:
    return {"fork_key": ""}


def has_no_service(cloud: tiger.Tiger) -> dict[str, Any]:
    return {"fork_service": ""}


def has_another_service(cloud: tiger.Tiger) -> dict[str, Any]:
    return {"fork_service": "elsewhere"}


def meets(fault: Fault) -> Callable[[tiger.Tiger], dict[str, Any]]:
    def prepare(cloud: tiger.Tiger) -> dict[str, Any]:
        cloud.script["POST"].append(fault)
        return {}

    return prepare


AT_ITS_LIMIT = (
    "Tiger Cloud makes no more forks for this account, which is at its limit: remove some (`parallelproof forks`), or "
    "raise the limit in its console."
)
NO_SERVICE_ANSWERED = "Tiger Cloud answered with something that is no service; check `forkUrl`."


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (refuses_the_key, "Tiger Cloud refused the key: check `forkKey`, the environment or the keyring."),
        (has_no_key, "Tiger Cloud needs a key: set `forkKey`, or TIGER_PUBLIC_KEY and TIGER_SECRET_KEY."),
        (has_no_service, "Tiger Cloud is not told what to fork: set `forkService` to the id of your service."),
        (has_another_service, "Tiger Cloud knows no service `elsewhere` for this key: check `forkService`."),
        (meets(Fault.QUOTA), AT_ITS_LIMIT),
        (meets(Fault.QUOTA_FORBIDDEN), AT_ITS_LIMIT),
        (meets(Fault.THROTTLED), "Tiger Cloud is asked too often; try again in a minute."),
        (meets(Fault.CONFLICT), "Tiger Cloud did not begin a fork (HTTP 409, CONFLICT)."),
        (meets(Fault.BROKEN), "No fork was begun: Tiger Cloud has an error of its own (HTTP 500)."),
        (meets(Fault.BROKEN_AFTER), "No fork was begun: Tiger Cloud has an error of its own (HTTP 500)."),
        (meets(Fault.RESET), "No fork was begun: Tiger Cloud broke the connection."),
        (meets(Fault.RESET_AFTER), "No fork was begun: Tiger Cloud broke the connection."),
        (meets(Fault.GARBAGE), NO_SERVICE_ANSWERED),
        (meets(Fault.HTML), NO_SERVICE_ANSWERED),
        (meets(Fault.SHAPE), NO_SERVICE_ANSWERED),
        (meets(Fault.SHAPE_AFTER), NO_SERVICE_ANSWERED),
    ],
)
async def test_no_fork_is_one_clear_sentence_and_leaves_nothing(
    prepare: Callable[[tiger.Tiger], dict[str, Any]],
    sentence: str,
    cloud: tiger.Tiger,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with provider(cloud, tmp_path, **prepare(cloud)) as forks:
        with pytest.raises(ForkFailed) as failed:
            await forks.create("", None, name(), TTL_S)
    assert str(failed.value) == sentence
    assert cloud.forks == []
    told = str(failed.value) + caplog.text + "".join(log.read_text() for log in tmp_path.glob("audit.jsonl"))
    assert tiger.BODY_TEXT not in told
    assert tiger.KEY.split(":")[1] not in told


async def test_a_fork_begun_for_one_who_was_cancelled_is_given_back(cloud: tiger.Tiger, tmp_path: Path) -> None:
    async with provider(cloud, tmp_path) as forks:
        cloud.script["POST"].append(Fault.HANG_AFTER)
        asking = asyncio.create_task(forks.create("", None, name(), TTL_S))
        await cloud.is_hanging.wait()
        assert len(cloud.forks) == 1
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert cloud.forks == []


@pytest.mark.parametrize("status", ["FAILED", "ERROR", "DELETED"])
async def test_a_fork_that_fails_says_so(status: str, cloud: tiger.Tiger, tmp_path: Path) -> None:
    cloud.becomes = status
    async with provider(cloud, tmp_path) as forks:
        fork = await forks.create("", None, name(), TTL_S)
        with pytest.raises(ForkFailed) as failed:
            await forks.wait_ready(fork, 10)
        assert str(failed.value) == f"Tiger Cloud could not make the fork {fork.name}: its status is {status}."
        await forks.destroy(fork)
    assert cloud.forks == []


async def test_a_fork_that_somebody_removed_says_so(cloud: tiger.Tiger, tmp_path: Path) -> None:
    async with provider(cloud, tmp_path) as forks:
        fork = await forks.create("", None, name(), TTL_S)
        del cloud.services[fork.id]
        with pytest.raises(ForkFailed, match="is gone: somebody removed it"):
            await forks.wait_ready(fork, 10)


async def test_a_fork_that_is_never_ready_is_not_waited_for_without_end(cloud: tiger.Tiger, tmp_path: Path) -> None:
    cloud.looks_until_ready = 1_000_000
    async with provider(cloud, tmp_path) as forks:
        fork = await forks.create("", None, name(), TTL_S)
        with pytest.raises(ForkFailed) as failed:
            await forks.wait_ready(fork, 0.3)
    assert str(failed.value) == f"The fork {fork.name} was not ready within 0.3 s (its status is CONFIGURING)."


async def test_forks_that_were_left_are_found_by_their_names(cloud: tiger.Tiger, tmp_path: Path) -> None:
    left, other = name(), "somebody's own service"
    cloud.leave(left)
    cloud.leave(other)
    async with provider(cloud, tmp_path) as forks:
        (found,) = await forks.list(names.PREFIX)
        assert (found.name, found.provider, found.status) == (left, "tiger", "ready")
        assert abs(found.expires_at - datetime.now(UTC) - timedelta(hours=1)) < timedelta(minutes=1)
        await forks.destroy(found)
    assert cloud.forks == [other]


async def test_a_list_that_is_none_is_not_taken_for_an_empty_one(cloud: tiger.Tiger, tmp_path: Path) -> None:
    cloud.leave(name())
    async with provider(cloud, tmp_path) as forks:
        assert len(await forks.list(names.PREFIX)) == 1
        for fault in (Fault.GARBAGE, Fault.HTML, Fault.SHAPE):
            cloud.script["GET"].append(fault)
            with pytest.raises(ForkFailed, match="no list of services"):
                await forks.list(names.PREFIX)


async def test_only_ids_and_our_own_names_leave_and_each_time_the_log_says_so(
    cloud: tiger.Tiger, tmp_path: Path
) -> None:
    async with provider(cloud, tmp_path) as forks:
        fork: Fork = await forks.create("postgresql://ada:secret@db.example.org/shop", None, name(), TTL_S)
        await forks.destroy(await forks.wait_ready(fork, 10))
    sent = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines() if "where" in line]
    assert [line["kind"] for line in sent] == ["fork"] * len(cloud.requests)
    assert cloud.bodies == [{"name": fork.name, "fork_strategy": "NOW", "environment_tag": "DEV"}]


async def test_a_password_shows_in_no_repr(cloud: tiger.Tiger, tmp_path: Path) -> None:
    async with provider(cloud, tmp_path) as forks:
        fork = await forks.create("", None, name(), TTL_S)
    assert "password" not in repr(fork)
