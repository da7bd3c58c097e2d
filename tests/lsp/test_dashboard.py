"""The dashboard over the language server's own engine: begun on request, it sees what the editor's campaigns do."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp

from tests.web.described import Client

from .editing import MODULE, Editor, editing, eventually, project


async def asked(editor: Editor) -> dict[str, str]:
    """What the server says of its dashboard."""
    answer: Any = await editor.ask("dashboard")
    return {"url": answer.url, "token": answer.token}


async def test_a_campaign_of_the_editor_is_seen_and_cancelled_there(tmp_path: Path) -> None:
    many = "\n\n".join(MODULE.replace("def unique", f"def unique_{number}") for number in range(15))
    async with editing(project(tmp_path / "shop", orders=many)) as editor, aiohttp.ClientSession() as session:
        uri = editor.open()
        client = Client(session, **await asked(editor))
        assert await asked(editor) == {"url": client.url, "token": client.token}
        assert (await client.ask("GET", "/campaigns")).body == {"campaigns": []}
        asking = asyncio.ensure_future(editor.command("optimize", uri))
        await eventually(lambda: any("verifying" in one for one in editor.progress()))
        (campaign,) = (await client.ask("GET", "/campaigns")).body["campaigns"]
        assert (campaign["title"], campaign["origin"], campaign["state"]) == ("orders.py", "editor", "running")
        seen = []
        async for name, data in client.events(f"/campaigns/{campaign['id']}/events"):
            seen.append(name)
            if name == "agent" and data["stage"] == "verifying":
                await client.ask("DELETE", f"/campaigns/{campaign['id']}")
        assert seen[0] == "state" and seen[-1] == "ended"
        assert await asking == "Cancelled."


async def test_its_page_may_be_shown_by_editors_and_runs_nothing_before_they_trust(tmp_path: Path) -> None:
    async with editing(project(tmp_path / "shop"), trusted=False) as editor, aiohttp.ClientSession() as session:
        client = Client(session, **await asked(editor))
        policy = (await client.ask("GET", "/")).headers["Content-Security-Policy"]
        assert "frame-ancestors 'self' vscode-webview:" in policy
        refused = await client.ask("POST", "/optimize", {"code": MODULE})
        assert refused.status == 403 and "trusts the workspace" in refused.body["error"]
        summary = (await client.ask("GET", "/settings/summary")).body
        assert [one["is_trusted"] for one in summary["workspaces"]] == [False]
