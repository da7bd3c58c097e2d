"""`POST /fulfill`: cards for a document and a cursor, each as soon as it is found."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

from aiohttp import web

from ..domain import Request
from ..engine import Engine
from .events import event
from .reading import request_of
from .refusal import Refused, refuse

_MOST_AT_ONCE = 500
_RETRY_S = "2"


class Fulfill:
    """The handler. A client that goes away ends the work that was done for it."""

    def __init__(self, engine: Engine, workspaces: Sequence[Path]) -> None:
        self._engine, self._workspaces = engine, workspaces
        self._streams: set[asyncio.Task[None] | None] = set()

    async def __call__(self, http: web.Request) -> web.StreamResponse:
        """Check what is asked, then stream the answers."""
        if len(self._streams) >= _MOST_AT_ONCE:
            return refuse(503, "Too many ask at once: try again in a moment.", {"Retry-After": _RETRY_S})
        try:
            request = request_of(await _json(http), self._workspaces, self._engine.settings)
        except Refused as refused:
            return refuse(refused.status, str(refused))
        return await self._answer(http, request)

    async def _answer(self, http: web.Request, request: Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
        )
        task = asyncio.current_task()
        self._streams.add(task)
        try:
            await response.prepare(http)
            answers = self._engine.typing.fulfilled(request, self._engine.settings)
            async with aclosing(answers):  # type: ignore[type-var]
                async for found in answers:
                    await response.write(event(found))
            await response.write(event(None))
        except ConnectionError:
            return response
        finally:
            self._streams.discard(task)
        return response

    def status(self) -> int:
        """How many are being answered now."""
        return len(self._streams)


async def _json(http: web.Request) -> object:
    if http.content_type != "application/json":
        raise Refused("Send JSON, with `Content-Type: application/json`.", 415)
    try:
        body: object = await http.json()
    except (ValueError, RecursionError):
        raise Refused("The body is not JSON.") from None
    return body
