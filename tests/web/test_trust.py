"""What is run, and for whom: only folders that somebody named, and sent code only where nobody else can send any."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from tests.web.described import Client
from tests.web.serving import serving

CODE = "def first(values: list[int]) -> int:\n    return sorted(values)[0]\n"


async def test_a_folder_that_is_served_and_not_named_is_only_read(tmp_path: Path) -> None:
    (tmp_path / "cart.py").write_text(CODE)
    (tmp_path / "pyproject.toml").write_text("[tool.parallelproof]\ntrusted = true\n")
    async with serving(cwd=tmp_path) as served, aiohttp.ClientSession() as session:
        client = Client(session, served.url, served.token)
        answer = await client.ask("POST", "/optimize", {"path": "cart.py"})
        summary = (await client.ask("GET", "/settings/summary")).body
    assert answer.status == 403 and "--workspace" in answer.body["error"]
    assert summary["workspaces"] == [{"path": str(tmp_path.resolve()), "is_trusted": False}]


async def test_where_others_can_ask_only_named_folders_are_run(tmp_path: Path) -> None:
    (tmp_path / "cart.py").write_text(CODE)
    options = ("--host", "0.0.0.0", "--set", "samples=20")
    async with serving(tmp_path, options=options) as served, aiohttp.ClientSession() as session:
        client = Client(session, served.url.replace("0.0.0.0", "127.0.0.1"), served.token)
        sent = await client.ask("POST", "/optimize", {"code": CODE})
        compared = await client.ask("POST", "/verify", {"old": CODE, "new": CODE})
        elsewhere = await client.ask("POST", "/optimize", {"path": "cart.py", "database": "postgresql://there/db"})
        named = await client.ask("POST", "/optimize", {"path": "cart.py"})
        assert not (await client.ask("GET", "/settings/summary")).body["runs_pasted_code"]
    assert (sent.status, compared.status, elsewhere.status, named.status) == (403, 403, 403, 202)
    assert "on this machine alone" in sent.body["error"]
