"""The table: path -> handler -> engine. And the server's life, until a signal ends it."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from aiohttp import web

from ..engine import Engine
from ..settings import Settings
from .fulfill import Fulfill
from .guard import guard

_CLOSE_S = 2.0
_OVERHEAD_BYTES = 1 << 20
READERS = 4
"""Processes that parse and read, warm before the first asks: one request keeps up to three of them busy."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen, what a client must know, and the folders that may be looked into."""

    host: str
    port: int
    token: str = field(repr=False)
    workspaces: tuple[Path, ...]
    hosts: frozenset[str] = frozenset()
    """Names besides the loopback ones under which clients may reach us."""


def application(engine: Engine, place: Place) -> web.Application:
    """The routes over an engine, which is closed with the application."""
    fulfill = Fulfill(engine, place.workspaces)

    async def health(request: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "version": version("parallelproof"), "answering": fulfill.status()})

    async def close(app: web.Application) -> None:
        await engine.close()

    # A character takes up to four bytes, or six where JSON escapes it.
    largest = engine.settings.max_file_bytes * 6 + _OVERHEAD_BYTES
    app = web.Application(client_max_size=largest, middlewares=[guard(place.token, place.hosts)])
    app.router.add_post("/fulfill", fulfill)
    app.router.add_get("/health", health)
    app.on_cleanup.append(close)
    return app


def run(build: Callable[[Settings], Engine], settings: Settings, place: Place) -> int:
    """Serve until a signal says stop; raises OSError where the address cannot be had."""
    return asyncio.run(_serve(build, settings, place))


async def _serve(build: Callable[[Settings], Engine], settings: Settings, place: Place) -> int:
    engine = build(settings)
    runner = web.AppRunner(
        application(engine, place), handler_cancellation=True, shutdown_timeout=_CLOSE_S, access_log=None
    )
    await runner.setup()
    try:
        await engine.typing.warm()
        site = web.TCPSite(runner, place.host, place.port)
        await site.start()
        _tell(runner.addresses, place.token)
        await _signalled()
    finally:
        await runner.cleanup()
    return 0


def _tell(addresses: Sequence[tuple[str, int]], token: str) -> None:
    """One line of JSON on stdout for programs, one for people on stderr."""
    host, port = addresses[0][:2]
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    print(json.dumps({"url": url, "token": token}), flush=True)
    print(f"parallelproof: serving on {url}; stop with Ctrl-C", file=sys.stderr, flush=True)


async def _signalled() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, stop.set)
    await stop.wait()
