"""How campaigns are told and remembered, with an optimizer that tells what it is given."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from parallelproof.background import Background
from parallelproof.domain import Candidate, Edits, Failure, Progress, Report, Snapshot, Span, Strategy, Trial, Unit
from parallelproof.engine import Engine
from parallelproof.engine.live import KEPT
from parallelproof.session import Session
from parallelproof.settings import Settings
from parallelproof.web.page import Page
from parallelproof.web.server import Listening, Place

from tests.web.described import Client

SNAPSHOT = Snapshot("file:///shop/orders.py", 0, "python", "def total(xs):\n    return sum(xs)\n")
UNIT = Unit(SNAPSHOT.uri, "total", "total", "python", Span(0, len(SNAPSHOT.text)), SNAPSHOT.text)
SETTINGS = Settings(trusted=True)
NAMES = {SNAPSHOT.uri: frozenset({"total"})}
_END_S = 3
"""A server that waited for its answers would take longer to end."""


def trial(why: str) -> Trial:
    return Trial(Candidate(UNIT, None, Strategy.BUILTIN, "tests", Edits(()), why), Failure("it is made up"))


class Teller:
    """An optimizer whose campaigns tell what they are told to, a little at a time, and then end or fail.

    Those over whole documents end at once.
    """

    def __init__(self, told: Sequence[Progress] = (), error: Exception | None = None) -> None:
        self._told, self._error = told, error
        self.may_begin, self.has_told, self.may_end = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def units(self, snapshot: Snapshot) -> list[Unit]:
        return [UNIT]

    async def optimize(
        self,
        snapshots: Sequence[Snapshot],
        settings: Settings,
        on_progress: Callable[[Progress], None],
        names: Mapping[str, frozenset[str]] | None = None,
    ) -> Report:
        if not names:
            return Report(())
        await self.may_begin.wait()
        for progress in self._told:
            on_progress(progress)
            await asyncio.sleep(0)
        self.has_told.set()
        await self.may_end.wait()
        if self._error:
            raise self._error
        return Report(())


@asynccontextmanager
async def watching(optimizer: Teller) -> AsyncIterator[tuple[Engine, Client]]:
    """An engine with that optimizer, and a client of its web application."""

    async def close() -> None: ...

    part: Any = None
    engine = Engine(SETTINGS, Session(SETTINGS), Background(), optimizer, part, part, part, close)
    listening = await Listening.begin(engine, Place("token"))
    async with aiohttp.ClientSession() as session:
        yield engine, Client(session, listening.url, listening.token)
        async with asyncio.timeout(_END_S):
            await listening.close()
    await engine.close()


async def test_agents_are_told_twenty_times_a_second_at_most_and_trials_each() -> None:
    stages = [Progress(agent, "total", Strategy.BUILTIN, "verifying", None, 0, 40) for agent in range(1, 41)] * 20
    trials = [Progress(7, "total", Strategy.BUILTIN, "ended", trial(str(number)), number, 40) for number in range(40)]
    teller = Teller([*stages, *trials])
    async with watching(teller) as (engine, client):
        campaign = engine.optimizer.begin([SNAPSHOT], SETTINGS, NAMES)
        names, began_s = [], time.monotonic()
        async for name, data in client.events(f"/campaigns/{campaign.id}/events"):
            names.append(name)
            last = data
            teller.may_begin.set()
            if names.count("agent") == 5:
                teller.may_end.set()
        elapsed_s = time.monotonic() - began_s
    assert names[0] == "state" and names[-1] == "ended" and names.count("trial") == 40
    assert 5 <= names.count("agent") <= 20 * elapsed_s + 1
    assert last["document"]["summary"]["trials"] == 0


async def test_a_client_that_is_too_slow_is_told_the_state_anew() -> None:
    told = [Progress(1, "total", Strategy.BUILTIN, "ended", trial("x" * 50_000), n, 400) for n in range(400)]
    teller = Teller(told)
    async with watching(teller) as (engine, client):
        campaign = engine.optimizer.begin([SNAPSHOT], SETTINGS, NAMES)
        headers = {"Authorization": f"Bearer {client.token}"}
        async with client.session.get(f"{client.url}/campaigns/{campaign.id}/events", headers=headers) as response:
            teller.may_begin.set()
            await teller.has_told.wait()
            teller.may_end.set()
            names = [line[7:].strip() async for line in chunks(response) if line.startswith(b"event: ")]
    assert names.count(b"state") > 1 and names[-1] == b"ended"
    assert names.count(b"trial") < 400


async def test_those_that_have_ended_are_kept_for_a_while_and_those_that_run_always() -> None:
    teller = Teller()
    async with watching(teller) as (engine, client):
        ours = engine.optimizer.begin([SNAPSHOT], SETTINGS, NAMES)
        for _ in range(KEPT + 10):
            await engine.optimizer.optimize([SNAPSHOT], SETTINGS, lambda progress: None)
        known = (await client.ask("GET", "/campaigns")).body["campaigns"]
        assert len(known) == KEPT + 1
        assert [one["id"] for one in known if one["state"] == "running"] == [ours.id]
        assert known[-1]["title"] == "orders.py: total"


async def test_a_campaign_that_is_cancelled_before_its_first_step_has_ended() -> None:
    async with watching(Teller()) as (engine, client):
        campaign = engine.optimizer.begin([SNAPSHOT], SETTINGS, NAMES)
        await campaign.cancel(5.0)
        assert (await client.ask("GET", f"/campaigns/{campaign.id}")).body["state"] == "cancelled"


async def test_a_campaign_that_fails_says_so() -> None:
    teller = Teller(error=ZeroDivisionError())
    teller.may_begin.set()
    teller.may_end.set()
    async with watching(teller) as (engine, client):
        campaign = engine.optimizer.begin([SNAPSHOT], SETTINGS, NAMES)
        *_, (name, data) = [one async for one in client.events(f"/campaigns/{campaign.id}/events")]
        assert (name, data["state"], data["reason"]) == ("ended", "failed", "The campaign failed; the log says why.")


async def test_what_is_told_ends_with_the_server() -> None:
    async with watching(Teller()) as (engine, client):
        campaign = engine.optimizer.begin([SNAPSHOT], SETTINGS, NAMES)
        following = client.events(f"/campaigns/{campaign.id}/events")
        assert (await anext(following))[0] == "state"
        rest = asyncio.ensure_future(rest_of(following))
    assert await rest in ([], ["ended"])


async def test_an_answer_that_takes_long_does_not_hold_up_the_end_of_the_server() -> None:
    class Pondering(Teller):
        is_asked = asyncio.Event()

        async def units(self, snapshot: Snapshot) -> list[Unit]:
            self.is_asked.set()
            return await asyncio.Future()

    optimizer = Pondering()
    async with watching(optimizer) as (_, client):
        asking = asyncio.ensure_future(client.ask("POST", "/optimize", {"code": SNAPSHOT.text, "names": ["total"]}))
        await optimizer.is_asked.wait()
    [broken] = await asyncio.gather(asking, return_exceptions=True)
    assert isinstance(broken, aiohttp.ClientError)


async def test_the_page_and_its_files_are_all_that_is_served_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "page" / "assets").mkdir(parents=True)
    (tmp_path / "page" / "index.html").write_text('<style nonce="__CSP_NONCE__"></style>')
    (tmp_path / "page" / "assets" / "index-1a2b.js").write_text("1")
    (tmp_path / "page" / "secret.txt").write_text("secret")
    (tmp_path / "page" / "assets" / "link.js").symlink_to(tmp_path / "page" / "secret.txt")
    page = Page(tmp_path / "page")
    application = aiohttp.web.Application()
    application.add_routes([aiohttp.web.get("/", page.page), aiohttp.web.get("/assets/{path:.+}", page.asset)])
    runner = aiohttp.web.AppRunner(application)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    url = "http://{}:{}".format(*runner.addresses[0])
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as first, session.get(url) as second:
            policies = [answer.headers["Content-Security-Policy"] for answer in (first, second)]
            text = await first.text()
        assert text.split('"')[1] in policies[0] and policies[0] != policies[1]
        assert "default-src 'none'" in policies[0] and "unsafe" not in policies[0]
        async with session.get(f"{url}/assets/index-1a2b.js") as script:
            assert script.content_type == "text/javascript" and "immutable" in script.headers["Cache-Control"]
        for path in ("", "link.js", "nothing.js", "..%2fsecret.txt", "%2e%2e/secret.txt", "%00", "x" * 5000):
            async with session.get(aiohttp.client.URL(f"{url}/assets/{path}", encoded=True)) as answer:
                assert answer.status == 404, path
    await runner.cleanup()


async def chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """The lines of a stream, however long they are."""
    rest = b""
    async for chunk in response.content.iter_any():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line


async def rest_of(events: AsyncIterator[tuple[str, dict[str, Any]]]) -> list[str]:
    """The names of what comes until the server ends."""
    try:
        return [name async for name, _ in events]
    except (aiohttp.ClientError, RuntimeError):
        return []
