"""The only way out of this machine: privacy gate, redaction, ignore files, audit log, and guards on what comes back."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from ..ports import Leave, Unanswered
from .answers import check_status, named_failures, read_json
from .audit import AuditLog, Departure
from .connections import Connections
from .exchange import Broken, Exchange, Rejected, Reply, Throttled, TimedOut
from .gate import refusal
from .redact import redact, redacted

if TYPE_CHECKING:
    from aiohttp import ClientResponse
    from httpx2 import AsyncClient

__all__ = ["Broken", "Exchange", "Net", "Outgoing", "Rejected", "Reply", "Throttled", "TimedOut"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request as it goes over the wire: redacted, encoded, whole."""

    source: str
    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    timeout_s: float
    expects: frozenset[int] = frozenset()

    @property
    def payload(self) -> bytes:
        """All that leaves but for the headers: the query string and the body."""
        return urlsplit(self.url).query.encode() + (self.body or b"")


def outgoing(exchange: Exchange) -> Outgoing:
    """The exchange as it would leave, with every text redacted."""
    query = urlencode({name: redact(value) for name, value in exchange.params.items()})
    url = exchange.url + ("&" if "?" in exchange.url else "?") * bool(query) + query
    body, headers = None, dict(exchange.headers)
    if exchange.body is not None:
        body = encoded(exchange.body)
        headers["Content-Type"] = "application/json"
    return Outgoing(exchange.source, exchange.method, url, headers, body, exchange.timeout_s, exchange.expects)


def encoded(body: Any) -> bytes:
    """A JSON body with every text redacted, as bytes."""
    return json.dumps(redacted(body), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class Net:
    """Sends what may leave, and nothing else. One for the process; nothing is opened before the first request."""

    def __init__(self, audit: AuditLog, environ: Mapping[str, str] = os.environ) -> None:
        self.audit = audit
        self._connections = Connections(environ)

    async def json(self, exchange: Exchange, leave: Leave) -> Any:
        """The JSON that the source answers, checked to be JSON and no more; raises Unanswered."""
        async with self.answer(outgoing(exchange), leave) as response:
            return await read_json(exchange.source, response)

    async def reply(self, exchange: Exchange, leave: Leave) -> Reply:
        """The status that answers, expected ones too, and its JSON if there is any; raises Unanswered."""
        async with self.answer(outgoing(exchange), leave) as response:
            try:
                value = await read_json(exchange.source, response)
            except Unanswered:
                value = None
            return Reply(response.status, value)

    def http_client(self, source: str, leave: Leave, timeout_s: float) -> AsyncClient:
        """A client for `openai`, under the same guards; closing it leaves the connections open for others.

        What goes wrong raises Unanswered, which passes through `openai` as it is; so do failures within a stream.
        """
        import httpx2

        from .transport import transport

        return httpx2.AsyncClient(
            transport=transport(self, source, leave, timeout_s), timeout=timeout_s, trust_env=False
        )

    @contextlib.asynccontextmanager
    async def answer(self, request: Outgoing, leave: Leave) -> AsyncIterator[ClientResponse]:
        """The source's answer, its body unread, while in the block; raises Unanswered, also for failures in it."""
        await _load()
        departure = await self._departure(request, leave)
        outcome = "cancelled"
        try:
            with named_failures(request.source, request.timeout_s):
                async with await self._send(request) as response:
                    if response.status not in request.expects:
                        check_status(request.source, response)
                    yield response
                    outcome = f"answered, HTTP {response.status}"
        except Unanswered as error:
            outcome = error.reason
            raise
        finally:
            self.audit.end(departure, outcome)

    async def close(self) -> None:
        """Close every connection and the log."""
        await self._connections.close()
        await self.audit.close()

    async def _departure(self, request: Outgoing, leave: Leave) -> Departure:
        """The request, allowed and written down; raises Unanswered where either fails."""
        await allow(request, leave)
        departure = Departure(request.source, request.url, leave, request.payload)
        try:
            await self.audit.note(departure)
        except OSError as error:
            why = f"the audit log {self.audit.path} cannot be written ({error.strerror})"
            raise Unanswered(request.source, f"{request.source} was not asked: {why}") from None
        return departure

    async def _send(self, request: Outgoing) -> ClientResponse:
        from aiohttp import ClientTimeout
        from yarl import URL

        session, proxy = self._connections.to(request.url, urlsplit(request.url).hostname or "")
        return await session.request(
            request.method,
            URL(request.url, encoded=True),
            data=request.body,
            headers=request.headers,
            timeout=ClientTimeout(total=request.timeout_s),
            allow_redirects=False,
            proxy=proxy,
        )


async def _load() -> None:
    """Import what speaks HTTP, which takes long enough to be felt, before it is needed on the event loop."""
    if "aiohttp" not in sys.modules:
        await asyncio.to_thread(importlib.import_module, "aiohttp")


async def allow(request: Outgoing, leave: Leave) -> None:
    """Raise Unanswered where the privacy mode or an ignore file keeps the request here, or nobody could read it."""
    why = refusal(request.url, leave) or _unreadable(request.headers) or await asyncio.to_thread(_kept_back, leave)
    if why:
        raise Unanswered(request.source, f"{request.source} was not asked: {why}")


def _unreadable(headers: Mapping[str, str]) -> str | None:
    is_plain = all(value.isascii() and value.isprintable() for value in headers.values())
    return None if is_plain else "its key holds characters that no key has"


def _kept_back(leave: Leave) -> str | None:
    """Why the files may not leave; reads ignore files."""
    from .ignored import is_ignored

    for path in leave.paths:
        try:
            if is_ignored(path, leave.root or path.parent):
                return f"{path.name} is ignored (.gitignore, .parallelproofignore) or outside the workspace, and stays"
        except OSError as error:
            return f"what is ignored cannot be known ({error.strerror}: {_name(error)})"
    return None


def _name(error: OSError) -> str:
    return Path(error.filename).name if error.filename else "an ignore file"
