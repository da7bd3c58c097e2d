"""`parallelproof/dashboard`: the address of the web application over our engine, begun when a client first asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

from pygls.exceptions import JsonRpcInternalError

if TYPE_CHECKING:
    from ..engine import Engine
    from .server import Server


class Listening(Protocol):
    """A web application that listens."""

    url: str
    token: str

    async def close(self) -> None:
        """Listen no more."""


Begin = Callable[["Engine"], Awaitable[Listening]]
"""Begins a web application over an engine on a free port of this machine; raises OSError."""


class Dashboard:
    """The one web application of a server, and the wish for it."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._beginning: asyncio.Task[Listening] | None = None

    async def listening(self, engine: Engine) -> Listening:
        """It, begun by now; the next wish tries again where that fails."""
        if self._beginning is None or (self._beginning.done() and self._beginning.exception()):
            self._beginning = asyncio.ensure_future(self._begin(engine))
        return await asyncio.shield(self._beginning)

    async def close(self) -> None:
        """End it, if it was ever begun."""
        if self._beginning is None:
            return
        [begun] = await asyncio.gather(self._beginning, return_exceptions=True)
        if not isinstance(begun, BaseException):
            await begun.close()


async def dashboard(ls: Server, params: Any) -> dict[str, str]:
    """{url, token}: a client opens `url#token=TOKEN`, or sends the token with its requests."""
    await ls.configured()
    try:
        listening = await ls.dashboard.listening(ls.engine)
    except OSError as error:
        raise JsonRpcInternalError(f"The dashboard cannot listen on this machine ({error.strerror}).") from None
    return {"url": listening.url, "token": listening.token}
