"""The table: path -> handler -> engine. And the server's life, until a signal ends it."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from ..engine import Engine
from ..settings import Settings
from .answering import Answering
from .campaigns import Campaigns
from .fulfill import Fulfill
from .guard import add_headers, errors, guard
from .openapi import openapi
from .optimize import Optimize
from .page import Page
from .records import Records
from .standing import Standing
from .verify import Verify

_CLOSE_S = 2.0
_OVERHEAD_BYTES = 1 << 20
READERS = 4
"""Processes that parse and read, warm before the first asks: one request keeps up to three of them busy."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen, and what a client must know."""

    token: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 0
    hosts: frozenset[str] = frozenset()
    """Names besides the loopback ones under which clients may reach us."""
    framed_by: tuple[str, ...] = ()
    """Sources of pages that may show ours in a frame, besides our own."""


def application(engine: Engine, place: Place) -> web.Application:
    """The routes over an engine, whose session says which folders are served and whether they are trusted."""
    fulfill, campaigns, page = Fulfill(engine), Campaigns(engine), Page(framed_by=place.framed_by)
    records, standing = Records(engine), Standing(engine, fulfill, campaigns)
    answering = Answering()
    # A character takes up to four bytes, or six where JSON escapes it; two versions may be sent at once.
    largest = engine.settings.max_file_bytes * 12 + _OVERHEAD_BYTES
    middlewares = [answering.note, errors, guard(place.token, place.hosts)]
    app = web.Application(client_max_size=largest, middlewares=middlewares)
    app.add_routes([
        web.get("/", page.page),
        web.get("/assets/{path:.+}", page.asset),
        web.get("/openapi.json", openapi),
        web.get("/health", standing.health),
        web.get("/metrics", standing.metrics),
        web.get("/settings/summary", standing.summary),
        web.post("/optimize", Optimize(engine, campaigns).handle),
        web.get("/campaigns", campaigns.listed),
        web.get("/campaigns/{id}", campaigns.one),
        web.delete("/campaigns/{id}", campaigns.cancel),
        web.get("/campaigns/{id}/events", campaigns.events),
        web.post("/verify", Verify(engine).handle),
        web.post("/fulfill", fulfill.handle),
        web.get("/trials", records.trials),
        web.get("/history", records.history),
        web.get("/forks", records.forks),
        web.get("/audit", records.audit),
    ])  # fmt: skip
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(answering.close)
    app.on_cleanup.append(records.close)
    return app


class Listening:
    """A server that listens in this process, where `url` says, for those who know `token`."""

    def __init__(self, runner: web.AppRunner, token: str) -> None:
        self._runner, self.token = runner, token
        host, port = runner.addresses[0][:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @classmethod
    async def begin(cls, engine: Engine, place: Place) -> Listening:
        """Listen; raises OSError where the address cannot be had."""
        app = application(engine, place)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=_CLOSE_S, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, place.host, place.port).start()
        except BaseException:
            await runner.cleanup()
            raise
        return cls(runner, place.token)

    @property
    def page(self) -> str:
        """The dashboard's address. The token is in the fragment, which browsers keep to themselves."""
        return f"{self.url}/#token={self.token}"

    async def close(self) -> None:
        """End all answers; the engine goes on."""
        await self._runner.cleanup()


def run(build: Callable[[Settings], Engine], settings: Settings, folders: Mapping[Path, Settings], place: Place) -> int:
    """Serve folders until a signal says stop; raises OSError where the address cannot be had."""
    return asyncio.run(_serve(build, settings, folders, place))


async def _serve(
    build: Callable[[Settings], Engine], settings: Settings, folders: Mapping[Path, Settings], place: Place
) -> int:
    engine = build(settings)
    try:
        engine.configure(settings, dict(folders))
        await engine.typing.warm()
        listening = await Listening.begin(engine, place)
        try:
            _tell(listening)
            await _signalled()
        finally:
            await listening.close()
    finally:
        await engine.close()
    return 0


def _tell(listening: Listening) -> None:
    """One line of JSON on stdout for programs, one for people on stderr."""
    print(json.dumps({"url": listening.url, "token": listening.token}), flush=True)
    print(f"parallelproof: stop with Ctrl-C; the dashboard is at {listening.page}", file=sys.stderr, flush=True)


async def _signalled() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, stop.set)
    await stop.wait()
