"""`POST /fulfill`: cards for a document and a cursor, each as soon as it is found."""

from __future__ import annotations

from contextlib import aclosing

from aiohttp import web

from ..domain import Request
from ..engine import Engine
from .answering import Turns
from .events import STREAM, event
from .reading import json_of, request_of

_MOST_AT_ONCE = 500


class Fulfill:
    """The handler. A client that goes away ends the work that was done for it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.streams = Turns(_MOST_AT_ONCE, "Too many ask at once: try again in a moment.")
        """Clients that are being answered now."""

    async def handle(self, http: web.Request) -> web.StreamResponse:
        """Check what is asked, then stream the answers."""
        body = await json_of(http)
        request = request_of(body, tuple(self._engine.session.folders), self._engine.settings)
        with self.streams.one():
            return await self._answer(http, request)

    async def _answer(self, http: web.Request, request: Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=STREAM)
        try:
            await response.prepare(http)
            answers = self._engine.fulfilled(request, self._engine.session.settings_for(request.snapshot.uri))
            async with aclosing(answers):  # type: ignore[type-var]
                async for found in answers:
                    await response.write(event(found))
            await response.write(event(None))
        except ConnectionError:
            return response
        return response
