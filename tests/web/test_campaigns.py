"""Campaigns over HTTP: begun with code or a path, followed as they go, cancelled, and remembered for a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.web.described import Client
from tests.web.serving import serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

SLOW = """def common(wanted: list[int], stock: list[int]) -> list[int]:
    found = []
    for article in wanted:
        if article in stock:
            found.append(article)
    return found
"""
OTHER = "def first(values: list[int]) -> int:\n    return sorted(values)[0]\n"
NEVER_DONE = "\n\n".join(SLOW.replace("common", f"common_{number}") for number in range(30))
QUICKLY = ("--set", "samples=40")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop").resolve()
    (folder / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    (folder / "cart.py").write_text(OTHER)
    (folder / "broken.py").write_text("def total(:\n")
    (folder / "notes.md").write_text("# Notes\n")
    (folder / "many").mkdir()
    (folder / "many" / "orders.py").write_text(NEVER_DONE)
    (folder / "elsewhere.py").symlink_to(Path(__file__))
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(workspace: Path) -> AsyncIterator[Client]:
    async with serving(workspace, options=QUICKLY) as served, aiohttp.ClientSession() as session:
        yield Client(session, served.url, served.token)


async def test_code_is_optimised_and_every_step_is_told(client: Client) -> None:
    events = [
        one async for one in client.events("/optimize", "POST", {"code": f"{SLOW}\n\n{OTHER}", "names": ["common"]})
    ]
    names = [name for name, _ in events]
    assert names[0] == "state" and names[-1] == "ended"
    stages = {data["stage"] for name, data in events if name == "agent"}
    assert {"verifying", "measuring"} <= stages
    wins = [data for name, data in events if name == "trial" and data["trial"]["outcome"] == "win"]
    assert wins and {data["unit"] for data in wins} == {"common"}
    (unit,) = [data["unit"] for name, data in events if name == "unit"]
    assert (unit["path"], unit["name"]) == ("untitled.py", "common") and unit["best"] == 0
    assert events[-1][1]["state"] == "ended"
    assert events[-1][1]["document"]["units"] == [unit]


async def test_a_campaign_that_has_ended_can_be_read_and_followed_still(client: Client) -> None:
    begun = await client.ask("POST", "/optimize", {"path": "cart.py"})
    assert begun.status == 202 and begun.headers["Location"] == begun.body["campaign"]
    live = [one async for one in client.events(begun.body["events"])]
    again = [one async for one in client.events(begun.body["events"])]
    assert [name for name, _ in again] == ["state", "ended"]
    assert again[-1] == live[-1]
    state = (await client.ask("GET", begun.body["campaign"])).body
    assert (state["title"], state["origin"], state["state"]) == ("cart.py", "api", "ended")
    assert state["done"] == state["total"] == sum(agent["trials"] for agent in state["agents"])
    assert state["document"] == live[-1][1]["document"]
    listed = (await client.ask("GET", "/campaigns")).body["campaigns"]
    assert listed[0]["id"] == begun.body["id"]


async def test_who_goes_away_ends_nothing_and_who_cancels_ends_it(client: Client) -> None:
    begun = (await client.ask("POST", "/optimize", {"path": "many", "agents": 2})).body
    following = client.events(begun["events"])
    async for name, _ in following:
        if name == "agent":
            break
    await following.aclose()
    state = (await client.ask("GET", begun["campaign"])).body
    assert state["state"] == "running" and 0 < len(state["agents"]) <= 2
    watching = asyncio.ensure_future(last(client, begun["events"]))
    assert (await client.ask("DELETE", begun["campaign"])).body == {"state": "cancelled"}
    name, data = await watching
    assert (name, data["state"]) == ("ended", "cancelled")
    assert data["document"] is None or data["document"]["summary"]["interrupted"]
    assert (await client.ask("DELETE", begun["campaign"])).body == {"state": "cancelled"}
    assert (await client.ask("GET", "/health")).body["campaigns"] == 0


async def test_no_more_than_four_run_at_once(client: Client) -> None:
    begun = [await client.ask("POST", "/optimize", {"path": "many", "agents": 1}) for _ in range(4)]
    refused = await client.ask("POST", "/optimize", {"code": OTHER})
    assert refused.status == 429 and refused.headers["Retry-After"]
    for one in begun:
        await client.ask("DELETE", one.body["campaign"])
    assert (await client.ask("POST", "/optimize", {"code": "x = 1\n"})).status == 202


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 400, "`code` cannot be used: Field required"),
        ({"code": SLOW, "path": "cart.py"}, 400, "`code` cannot be used"),
        ({"code": SLOW, "agents": 0}, 400, "`agents` cannot be used"),
        ({"code": SLOW, "agents": True}, 400, "`agents` cannot be used"),
        ({"code": SLOW, "language": "rust"}, 400, "`language` cannot be used"),
        ({"code": SLOW, "names": ["uncommon"]}, 400, "no function or query uncommon"),
        ({"code": "def total(:\n"}, 400, "syntax error in line 1"),
        ({"path": "broken.py"}, 400, "syntax error in line 1"),
        ({"path": "notes.md"}, 400, "a Python or SQL file"),
        ({"path": "nothing.py"}, 404, "in no folder that is served"),
        ({"path": __file__}, 404, "in no folder that is served"),
        ({"path": "elsewhere.py"}, 404, "in no folder that is served"),
        ({"path": "../shop/../../cart.py"}, 404, "in no folder that is served"),
        ({"path": "cart.py\0"}, 404, "in no folder that is served"),
    ],
)
async def test_what_cannot_be_optimised_is_refused_in_one_sentence(
    client: Client, body: dict[str, Any], status: int, words: str
) -> None:
    answer = await client.ask("POST", "/optimize", body)
    assert answer.status == status and words in answer.body["error"]


async def test_nothing_is_told_of_campaigns_that_there_are_not(client: Client) -> None:
    for method, path in [("GET", ""), ("DELETE", ""), ("GET", "/events")]:
        assert (await client.ask(method, f"/campaigns/000000000000{path}")).status == 404


async def test_figures_are_counted_for_prometheus(client: Client) -> None:
    figures = (await client.ask("GET", "/metrics")).body
    lines = dict(line.rsplit(" ", 1) for line in figures.splitlines() if not line.startswith("#"))
    assert float(lines['parallelproof_campaigns_total{origin="api",state="ended"}']) >= 2
    assert float(lines['parallelproof_trials_total{outcome="win"}']) >= 1


async def last(client: Client, path: str) -> tuple[str, dict[str, Any]]:
    """The last event of a stream."""
    return [one async for one in client.events(path)][-1]
