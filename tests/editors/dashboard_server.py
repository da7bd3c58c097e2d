"""Servers that the dashboard's tests open in a browser: the real one over a small project, and the feed."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .dashboard_feed import TOKEN, Feed, served


@dataclass(frozen=True, slots=True)
class Served:
    """Where a server listens, and what its clients must know."""

    url: str
    token: str

    @property
    def dashboard(self) -> str:
        """What a person opens."""
        return f"{self.url}/#token={self.token}"


def env_of(home: Path) -> dict[str, str]:
    """An environment with caches and an embedded store of its own below a folder."""
    own = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "STATE", "DATA")}
    return {**os.environ, **own, "PARALLELPROOF_STORE_DATABASE": ""}


@contextmanager
def serving(*options: str | Path, home: Path) -> Iterator[Served]:
    """A real `parallelproof serve` on a free port, over what is kept below `home`."""
    command = [sys.executable, "-m", "parallelproof", "serve", "--port", "0", *map(str, options)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env_of(home), text=True) as process:
        try:
            assert process.stdout is not None
            said = json.loads(process.stdout.readline())
            yield Served(said["url"], said["token"])
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def feeding(feed: Feed) -> Iterator[Served]:
    """The feed, in a thread with an event loop of its own: the browser's interface takes this one."""
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    address: list[str] = []

    async def serve() -> None:
        async with served(feed) as url:
            address.append(url)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert ready.wait(30)
        yield Served(address[0], TOKEN)
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(30)
        loop.close()
