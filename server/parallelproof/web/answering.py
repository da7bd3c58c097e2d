"""The requests that are being answered: so many of a kind at a time, and none for longer than the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from .refusal import busy


class Answering:
    """Knows all requests that are being answered, and ends them with the server, which would wait for them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any] | None] = set()

    @web.middleware
    async def note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A middleware for aiohttp."""
        task = asyncio.current_task()
        self._tasks.add(task)
        try:
            return await handler(request)
        finally:
            self._tasks.discard(task)

    async def close(self, app: web.Application) -> None:
        """End them."""
        for task in tuple(self._tasks):
            if task:
                task.cancel()


class Turns:
    """At most so many at a time; those who come when all are taken are told a sentence."""

    def __init__(self, most: int, sentence: str) -> None:
        self._most, self._sentence = most, sentence
        self.taken = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Take a turn for as long as the work takes; raises Refused."""
        if self.taken >= self._most:
            raise busy(self._sentence)
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1
