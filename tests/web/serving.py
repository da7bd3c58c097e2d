"""A real `parallelproof serve` in a process of its own, and what a client of it does."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

_START_S = 30


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: where it is, what it asks for, and its process."""

    url: str
    token: str = field(repr=False)
    process: asyncio.subprocess.Process

    @property
    def headers(self) -> dict[str, str]:
        """What every request sends."""
        return {"Authorization": f"Bearer {self.token}"}


@asynccontextmanager
async def serving(
    *workspaces: Path, options: tuple[str, ...] = (), cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> AsyncIterator[Served]:
    """Start a server on a free port, with folders of its own, and end it as a person would."""
    folders = [part for folder in workspaces for part in ("--workspace", str(folder))]
    with tempfile.TemporaryDirectory() as own:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "parallelproof", "serve", "--port", "0", *folders, *options),
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "XDG_CACHE_HOME": f"{own}/cache", "XDG_STATE_HOME": f"{own}/state", **(env or {})},
            cwd=cwd,
        )
        assert process.stdout is not None
        try:
            said = json.loads(await asyncio.wait_for(process.stdout.readline(), _START_S))
            yield Served(said["url"], said["token"], process)
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 10)


def question(path: Path, text: str, **more: Any) -> dict[str, Any]:
    """The body of a request: a document whose cursor stands at its end."""
    lines = text.split("\n")
    return {
        "document": {"uri": path.as_uri(), "language": "python", "version": 1, "text": text},
        "cursor": {"line": len(lines) - 1, "character": len(lines[-1])},
        **more,
    }


async def events(
    session: aiohttp.ClientSession, served: Served, body: Mapping[str, Any]
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """What the server answers, event by event."""
    async with session.post(f"{served.url}/fulfill", json=body, headers=served.headers) as response:
        assert response.status == 200, await response.text()
        name = ""
        async for line in response.content:
            if line.startswith(b"event: "):
                name = line[7:].decode().strip()
            elif line.startswith(b"data: "):
                yield name, json.loads(line[6:])
