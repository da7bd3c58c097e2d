"""A server on this machine that answers with whatever a test gives it, and keeps what it was asked."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web
from parallelproof.ports import Leave, Matter
from parallelproof.settings import Privacy, Settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Served:
    """Where the server is, and each request it got: the request and its body."""

    url: str
    requests: list[tuple[web.Request, bytes]] = field(default_factory=list)
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)


@contextlib.asynccontextmanager
async def served(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[Served]:
    """Serve in the block."""

    async def keep(request: web.Request) -> web.StreamResponse:
        here.requests.append((request, await request.read()))
        here.was_asked.set()
        return await handler(request)

    app = web.Application(client_max_size=64 << 20)
    app.router.add_route("*", "/{path:.*}", keep)
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    here = Served(f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}")
    try:
        yield here
    finally:
        await runner.cleanup()


async def echo(request: web.Request) -> web.Response:
    """Answer with what was asked."""
    body = await request.json() if request.body_exists else None
    return web.json_response({"query": dict(request.query), "body": body})


def leave(matter: Matter = "query", privacy: Privacy = Privacy.LOCAL_ONLY, **more: object) -> Leave:
    """Someone's leave under a privacy mode."""
    return Leave(matter, Settings(privacy=privacy), **more)  # type: ignore[arg-type]
