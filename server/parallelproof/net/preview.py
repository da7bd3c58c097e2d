"""What would leave, without anything leaving."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from ..ports import Leave, Unanswered
from .audit import AuditLog, default_path
from .net import Net, Outgoing, allow

if TYPE_CHECKING:
    from aiohttp import ClientResponse


class Preview(Net):
    """Stands in for `Net` where a person wants to see what it would send: all that it lets out is kept and not sent."""

    def __init__(self) -> None:
        super().__init__(AuditLog(default_path()))
        self.shown: list[tuple[Outgoing, Leave]] = []

    @contextlib.asynccontextmanager
    async def answer(self, request: Outgoing, leave: Leave) -> AsyncIterator[ClientResponse]:
        """Never an answer: raises Unanswered as `Net` would, or after the request was kept."""
        await allow(request, leave)
        self.shown.append((request, leave))
        raise NotSent(request.source, f"{request.source} was not asked: this only shows what it would be sent")
        yield


class NotSent(Unanswered):
    """It would have been sent."""
