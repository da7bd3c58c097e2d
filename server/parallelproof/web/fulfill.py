"""`POST /fulfill`: cards for a document and a cursor, each as soon as it is found."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

from aiohttp import web

from ..domain import Request
from ..engine import Engine
from .events import STREAM, event
from .reading import json_of, request_of
from .refusal import busy

_MOST_AT_ONCE = 500


class Fulfill:
    """The handler. A client that goes away ends the work that was done for it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._streams: set[asyncio.Task[None] | None] = set()

    async def handle(self, http: web.Request) -> web.StreamResponse:
        """Check what is asked, then stream the answers."""
        if len(self._streams) >= _MOST_AT_ONCE:
            raise busy("Too many ask at once: try again in a moment.")
        body = await json_of(http)
        return await self._answer(http, request_of(body, tuple(self._engine.session.folders), self._engine.settings))

    async def _answer(self, http: web.Request, request: Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=STREAM)
        task = asyncio.current_task()
        self._streams.add(task)
        try:
            await response.prepare(http)
            answers = self._engine.fulfilled(request, self._engine.session.settings_for(request.snapshot.uri))
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
