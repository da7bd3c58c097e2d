"""`parallelproof serve`: cards for many users over HTTP, for those alone who know the token and may look there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.backends.search_services import KEY, SearchServices
from tests.web.serving import Served, events, question, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

READERS = '''"""Readers."""


def read_table(path: str, *, header: bool = True) -> list[list[str]]:
    """Read a table, row by row."""
    return []
'''
WRITERS = '''def read_table(name):
    """Read what was written."""
'''
USE = "def load(path):\n    return read_table("


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package in which two modules define one name."""
    folder = tmp_path_factory.mktemp("work space")
    package = folder / "tables"
    package.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "tables"\n')
    (package / "__init__.py").touch()
    (package / "readers.py").write_text(READERS)
    (package / "writers.py").write_text(WRITERS)
    (folder / "main.py").write_text(USE)
    return folder.resolve()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(workspace: Path) -> AsyncIterator[Served]:
    async with serving(workspace) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def guarded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Served, Path]]:
    """A server, and a package in its workspace that links lead out of, to what nobody may learn of."""
    folder = tmp_path_factory.mktemp("guarded")
    outside, package = folder / "outside", folder / "ws" / "app"
    outside.mkdir()
    package.mkdir(parents=True)
    (outside / "secretmod.py").write_text("def internal_token(hidden_key):\n    '''Never shown.'''\n")
    (outside / "notes.md").write_text("# internal_token\n\nNever shown: hidden_key of internal_token.\n")
    (package / "__init__.py").touch()
    (package / "linked.py").symlink_to(outside / "secretmod.py")
    (package / "folder").symlink_to(outside, target_is_directory=True)
    (folder / "ws" / "README.md").symlink_to(outside / "notes.md")
    (folder / "ws" / "docs").symlink_to(outside, target_is_directory=True)
    async with serving(folder / "ws") as server:
        yield server, package.resolve()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


async def test_a_name_with_two_definitions_is_asked_about(
    session: aiohttp.ClientSession, served: Served, workspace: Path
) -> None:
    answers = [answer async for answer in events(session, served, question(workspace / "main.py", USE))]
    cards = [data for name, data in answers if name == "card" and data["kind"] == "question"]
    assert answers[-1] == ("done", {})
    assert [{meaning["module"] for meaning in card["meanings"]} for card in cards] == [
        {"tables.readers", "tables.writers"}
    ]
    assert all(citation["source"].startswith("tables/") for citation in cards[0]["citations"])


async def test_the_web_answers_under_the_settings_of_the_server(
    session: aiohttp.ClientSession, workspace: Path
) -> None:
    with SearchServices() as services:
        options = ("privacy=queries-only", f"search_url={services.address('perplexity')}", "search_provider=perplexity")
        options += (f"search_key={KEY}",)
        async with serving(workspace, options=tuple(part for one in options for part in ("--set", one))) as served:
            text = "import json\n\n\ndef load(text):\n    return json.loads("
            answers = [answer async for answer in events(session, served, question(workspace / "main.py", text))]
    sources = {data["source"] for name, data in answers if name == "card" and data["kind"] == "context"}
    assert "perplexity" in sources
    assert services.queries and not any("load(text" in query for query in services.queries)


async def test_a_document_outside_the_workspaces_is_only_its_text(
    session: aiohttp.ClientSession, served: Served, tmp_path: Path
) -> None:
    (tmp_path / "secret.py").write_text("def read_table(secret):\n    '''Secret.'''\n")
    answers = [answer async for answer in events(session, served, question(tmp_path / "main.py", USE))]
    assert answers[-1] == ("done", {})
    assert "secret" not in str(answers).lower()


@pytest.mark.parametrize(
    "text",
    [
        "from ...outside.secretmod import internal_token\n\ninternal_token(",
        "from ...outside import secretmod\n\nsecretmod.internal_token(",
        "from ....{up}.outside.secretmod import internal_token\n\ninternal_token(",
        "from .linked import internal_token\n\ninternal_token(",
        "from .folder.secretmod import internal_token\n\ninternal_token(",
        "from outside.secretmod import internal_token\n\ninternal_token(",
        "from .linked import *\n\ninternal_token(",
        "linked.internal_token",
    ],
)
async def test_nothing_outside_the_workspace_is_told(
    session: aiohttp.ClientSession, guarded: tuple[Served, Path], text: str
) -> None:
    served, package = guarded
    outside = package.parent.parent / "outside"
    body = question(package / "main.py", text.format(up=package.parent.parent.name))
    answers = [answer async for answer in events(session, served, body)]
    assert answers[-1] == ("done", {})
    assert not any(word in str(answers) for word in ("hidden_key", "Never shown", str(outside)))


async def test_a_document_in_no_folder_learns_nothing_of_where_the_server_runs(
    session: aiohttp.ClientSession, served: Served
) -> None:
    text = "from tests.web.serving import serving\n\nserving("
    body = question(Path("/nowhere/main.py"), text)
    answers = [answer async for answer in events(session, served, body)]
    assert answers[-1] == ("done", {})
    assert "workspaces" not in str(answers)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"document": None}, "`document` must be"),
        ({"document": {"uri": "file:///x.py"}}, "`text` must be a text"),
        ({"cursor": {"line": -1, "character": 0}}, "`cursor` must be"),
        ({"cursor": {"line": True, "character": 0}}, "`cursor` must be"),
        ({"typed": "all"}, "`typed` must be"),
        ({"workspace": "/"}, "no folder that is served here"),
        ({"workspace": "/nowhere/\ud800"}, "no folder that is served here"),
        ({"user": 5}, "`user` must be a text"),
    ],
)
async def test_what_is_asked_wrongly_gets_one_sentence(
    session: aiohttp.ClientSession, served: Served, workspace: Path, changed: dict[str, Any], words: str
) -> None:
    body = {**question(workspace / "main.py", USE), **changed}
    async with session.post(f"{served.url}/fulfill", json=body, headers=served.headers) as response:
        assert response.status == 400
        assert words in (await response.json())["error"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Basic {token}"}, 401),
        ({"Authorization": "Bearer {token}", "Origin": "https://evil.example"}, 403),
        ({"Authorization": "Bearer {token}", "Origin": "null"}, 403),
        ({"Authorization": "Bearer {token}", "Host": "rebound.example"}, 403),
        ({"Authorization": "Bearer {token}", "Origin": "http://localhost:1"}, 415),
    ],
)
async def test_only_those_who_may_ask_are_answered(
    session: aiohttp.ClientSession, served: Served, headers: dict[str, str], status: int
) -> None:
    sent = {name: value.format(token=served.token) for name, value in headers.items()}
    async with session.post(f"{served.url}/fulfill", data="text", headers=sent) as response:
        assert response.status == status
        assert "error" in await response.json()


async def test_health_needs_no_token(session: aiohttp.ClientSession, served: Served) -> None:
    async with session.get(f"{served.url}/health") as response:
        assert (await response.json())["status"] == "ok"


async def test_a_client_that_goes_away_ends_its_work(session: aiohttp.ClientSession, workspace: Path) -> None:
    with SearchServices(delay_s=30) as services:
        options = ("privacy=queries-only", f"search_url={services.address('searxng')}", "search_provider=searxng")
        options += ("fulfill_deadline_s=25",)
        async with serving(workspace, options=tuple(part for one in options for part in ("--set", one))) as served:
            text = "import json\n\n\ndef load(text):\n    return json.loads("
            body = question(workspace / "main.py", text)
            async with session.post(f"{served.url}/fulfill", json=body, headers=served.headers) as response:
                assert response.status == 200
                assert await answering(session, served) == 1
            for _ in range(100):
                if await answering(session, served) == 0:
                    break
                await asyncio.sleep(0.05)
            assert await answering(session, served) == 0


async def test_nobody_waits_for_a_text_of_another_that_takes_long(
    session: aiohttp.ClientSession, workspace: Path
) -> None:
    heavy = "def load(a):\n    return " + "a[{(" * 30_000
    options = ("--set", "fulfill_deadline_s=30")
    async with serving(workspace, options=options) as served:
        body = question(workspace / "main.py", USE, user="two")
        first = [answer async for answer in events(session, served, body)]
        slow = question(workspace / "heavy.py", heavy, user="one", typed=len(heavy))
        async with session.post(f"{served.url}/fulfill", json=slow, headers=served.headers) as response:
            assert response.status == 200
            await asyncio.sleep(0.5)
            async with asyncio.timeout(10):
                answers = [answer async for answer in events(session, served, body)]
            assert await answering(session, served) == 1
    assert [data["kind"] for name, data in answers if name == "card"].count("question") == 1
    assert first[-1] == answers[-1] == ("done", {})


async def test_a_signal_ends_the_server_in_the_middle_of_an_answer(
    session: aiohttp.ClientSession, workspace: Path
) -> None:
    with SearchServices(delay_s=30) as services:
        options = ("privacy=queries-only", f"search_url={services.address('searxng')}", "search_provider=searxng")
        options += ("fulfill_deadline_s=25",)
        async with serving(workspace, options=tuple(part for one in options for part in ("--set", one))) as served:
            text = "import json\n\n\ndef load(text):\n    return json.loads("
            body = question(workspace / "main.py", text)
            async with session.post(f"{served.url}/fulfill", json=body, headers=served.headers) as response:
                assert response.status == 200
                served.process.terminate()
                assert await asyncio.wait_for(served.process.wait(), 8) == 0


async def answering(session: aiohttp.ClientSession, served: Served) -> int:
    """How many the server is answering now."""
    async with session.get(f"{served.url}/health") as response:
        count: int = (await response.json())["answering"]
        return count
