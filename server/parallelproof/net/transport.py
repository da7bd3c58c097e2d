"""The guarded way out for clients built on httpx2, such as `openai`: they go through `Net` like everyone else."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import httpx2

from ..ports import Leave, Unanswered
from .answers import capped, check_type
from .net import Net, Outgoing, encoded

if TYPE_CHECKING:
    from aiohttp import ClientResponse

_OURS = {"host", "content-length", "content-type", "connection", "transfer-encoding", "accept-encoding"}
_TELLS_OF_THE_MACHINE = "x-stainless-"


def transport(net: Net, source: str, leave: Leave, timeout_s: float) -> httpx2.AsyncBaseTransport:
    """A transport for one purpose; `timeout_s` holds for a whole answer, streams too."""
    return _Guarded(net, source, leave, timeout_s)


class _Guarded(httpx2.AsyncBaseTransport):
    def __init__(self, net: Net, source: str, leave: Leave, timeout_s: float) -> None:
        self._net, self._source, self._leave, self._timeout_s = net, source, leave, timeout_s

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        block = contextlib.AsyncExitStack()
        async with block:
            answer = await block.enter_async_context(self._net.answer(await self._outgoing(request), self._leave))
            check_type(self._source, answer, or_events=True)
            stream = _Body(self._source, answer, block.pop_all())
        headers = {"content-type": answer.headers["Content-Type"]}
        return httpx2.Response(answer.status, headers=headers, stream=stream, request=request)

    async def _outgoing(self, request: httpx2.Request) -> Outgoing:
        body = await request.aread()
        headers = {
            name: value
            for name, value in request.headers.items()
            if name not in _OURS and not name.startswith(_TELLS_OF_THE_MACHINE)
        }
        if body:
            try:
                body = await asyncio.to_thread(lambda: encoded(json.loads(body)))
            except ValueError:
                raise Unanswered(self._source, f"{self._source} was not asked: only JSON may leave") from None
            headers["content-type"] = "application/json"
        return Outgoing(self._source, request.method, str(request.url), headers, body or None, self._timeout_s)


class _Body(httpx2.AsyncByteStream):
    """Reads on inside the block of the answer, and leaves it once closed."""

    def __init__(self, source: str, answer: ClientResponse, block: contextlib.AsyncExitStack) -> None:
        self._source, self._answer, self._block = source, answer, block

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with self._block:
            async for chunk in capped(self._source, self._answer):
                yield chunk

    async def aclose(self) -> None:
        await self._block.aclose()
