"""What was done over time, whether two versions agree, and whatever else may be asked of a server with a store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import pytest_asyncio
import schemathesis
from hypothesis import HealthCheck, settings
from parallelproof import app
from parallelproof.forks import by_hand
from parallelproof.net.audit import AuditLog, Departure, default_path
from parallelproof.ports import Leave
from parallelproof.postgres import connect
from parallelproof.settings import Settings
from parallelproof.store.insert import insert
from parallelproof.store.migrate import migrate
from parallelproof.store.rows import rows
from parallelproof.web.openapi import description
from parallelproof.web.server import Place, application
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.postgres.servers import filled
from tests.store.reports import project, report
from tests.web.described import Client
from tests.web.serving import serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

DDL = """
CREATE TABLE orders (id int PRIMARY KEY, status text NOT NULL);
INSERT INTO orders SELECT i, (ARRAY['new', 'paid'])[i % 2 + 1] FROM generate_series(1, 500) i;
"""
OLD = "def first(values: list[int]) -> int:\n    return sorted(values)[0]\n"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
schema = schemathesis.openapi.from_dict(description())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop() -> AsyncIterator[str]:
    """A database, and in another one of its server the trials of three campaigns."""
    async with filled(18, DDL) as address:
        yield address


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(shop: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    folder = tmp_path_factory.mktemp("records").resolve()
    store = shop.replace("/shop?", "/postgres?")
    whole = report(project(folder))
    async with await connect(store, "tests") as connection:
        await migrate(connection)
        for day in range(3):
            await insert(connection, rows(whole, Settings(), NOW + timedelta(days=day)))
    audit = AuditLog(default_path({"XDG_STATE_HOME": str(folder / "state")}))
    for matter in ("query", "document"):
        await audit.note(Departure("searxng", "https://search.example/find?q=x", Leave(matter, Settings()), b"q=x"))
    await audit.close()
    options = ("--set", f"store_database={store}", "--set", f"database={shop}", "--set", "samples=40")
    env = {"XDG_STATE_HOME": str(folder / "state"), "XDG_CACHE_HOME": str(folder / "cache")}
    async with serving(folder, options=options, env=env) as served, aiohttp.ClientSession() as session:
        yield Client(session, served.url, served.token)


async def test_trials_come_page_by_page_each_once(client: Client) -> None:
    pages = [(await client.ask("GET", "/trials?limit=5")).body]
    while "next" in pages[-1]:
        pages.append((await client.ask("GET", f"/trials?limit=5&before={pages[-1]['next']}")).body)
    found = [trial for page in pages for trial in page["trials"]]
    assert [len(page["trials"]) for page in pages] == [5, 5, 5, 3]
    assert found == (await client.ask("GET", "/trials?limit=1000")).body["trials"]
    assert [trial["ended_at"][:10] for trial in found] == ["2026-03-03"] * 6 + ["2026-03-02"] * 6 + ["2026-03-01"] * 6


@pytest.mark.parametrize(
    ("query", "count"),
    [("outcome=win", 6), ("strategy=database", 6), ("unit=unshipped", 12), ("unit=unshipped&outcome=failed", 3)],
)
async def test_trials_are_found_by_what_is_known_of_them(client: Client, query: str, count: int) -> None:
    assert len((await client.ask("GET", f"/trials?{query}")).body["trials"]) == count


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "limit=1001", "before=x", "strategy=luck", "outcome=", "unit="]
)
async def test_what_cannot_be_looked_for_is_refused(client: Client, query: str) -> None:
    assert (await client.ask("GET", f"/trials?{query}")).status == 400


async def test_all_that_was_tried_is_told_in_sums(client: Client) -> None:
    found = (await client.ask("GET", "/history")).body
    assert [(day["day"], day["trials"]) for day in found["by_day"]] == [(f"2026-03-0{day}", 6) for day in (1, 2, 3)]
    assert sum(one["trials"] for one in found["by_strategy"]) == 18


async def test_what_left_the_machine_is_told_newest_first(client: Client) -> None:
    entries = (await client.ask("GET", "/audit")).body["entries"]
    assert [(entry["kind"], entry["local"]) for entry in entries] == [("document", False), ("query", False)]
    assert len((await client.ask("GET", "/audit?limit=1")).body["entries"]) == 1


async def test_forks_are_told_with_age_and_size(client: Client, shop: str) -> None:
    assert (await client.ask("GET", "/forks")).body == {"forks": [], "problems": []}
    fork = await by_hand.make(shop, Settings(), lambda sentence: None)
    (told,) = (await client.ask("GET", "/forks")).body["forks"]
    assert told["name"] == fork.name and told["source"] == "shop"
    assert told["bytes"] > 0 and 0 <= told["age_s"] < 60


@pytest.mark.parametrize(
    ("new", "verdict"),
    [
        ("def first(values: list[int]) -> int:\n    return min(values) if values else [][0]\n", "same"),
        ("def first(values: list[int]) -> int:\n    return max(values) if values else [][0]\n", "counterexample"),
    ],
)
async def test_functions_are_compared(client: Client, new: str, verdict: str) -> None:
    assert (await client.ask("POST", "/verify", {"old": OLD, "new": new})).body["verdict"] == verdict


@pytest.mark.parametrize(
    ("new", "verdict"),
    [
        ("SELECT id FROM orders WHERE NOT status = 'paid'", "same"),
        ("SELECT id FROM orders WHERE status = 'paid'", "counterexample"),
    ],
)
async def test_queries_are_compared_on_a_fork(client: Client, new: str, verdict: str) -> None:
    body = {"old": "SELECT id FROM orders WHERE status <> 'paid'", "new": new, "language": "sql"}
    assert (await client.ask("POST", "/verify", body)).body["verdict"] == verdict


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"new": "def last(values): ..."}, "no function that the new code has too"),
        ({"name": "last"}, "no function last in the old code"),
        ({"new": "def first(:"}, "syntax error in line 1 of the new code"),
        ({"new": ""}, "`new` cannot be used"),
        ({"language": "sql"}, "no query"),
    ],
)
async def test_what_cannot_be_compared_is_refused(client: Client, changed: dict[str, str], words: str) -> None:
    answer = await client.ask("POST", "/verify", {"old": OLD, "new": OLD, **changed})
    assert answer.status == 400 and words in answer.body["error"]


async def test_the_routes_are_those_that_are_described(client: Client) -> None:
    assert (await client.ask("GET", "/openapi.json")).body == description()
    engine = app.build(Settings())
    routes = application(engine, Place("token")).router.routes()
    there = {(route.method, route.resource.canonical) for route in routes if route.resource and route.method != "HEAD"}
    assert there == {(method, path) for method, path, _ in operations()}
    await engine.close()


async def test_only_what_is_described_as_open_is_told_without_the_token(client: Client) -> None:
    for method, path, is_open in operations():
        answer = await client.ask(method, path.format(id="0" * 12, path="x"), Authorization="Bearer wrong")
        assert (answer.status != 401) == is_open, path


def operations() -> list[tuple[str, str, bool]]:
    """Method, path and whether it needs no token, of all that is described."""
    methods = {"get", "post", "put", "patch", "delete"}
    return [
        (method.upper(), path, said.get("security") == [])
        for path, operations in description()["paths"].items()
        for method, said in operations.items()
        if method in methods
    ]


@pytest.mark.filterwarnings("ignore:The test:pytest.PytestWarning")
@schema.parametrize()
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_is_answered_as_described(case: schemathesis.Case, client: Client) -> None:
    # What fits the schema may still name nothing that is here.
    case.call_and_validate(
        base_url=client.url,
        headers={"Authorization": f"Bearer {client.token}"},
        excluded_checks=[positive_data_acceptance],
        timeout=60,
    )
