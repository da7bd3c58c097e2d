"""What was done over time: `/trials` and `/history` from the store, `/forks`, and `/audit`."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from aiohttp import web

from ..domain import Fork, Strategy
from ..engine import Engine
from ..forks.choose import clouds
from ..forks.listing import listed
from ..net.audit import AuditLog, default_path, recent
from ..net.net import Net
from ..postgres import Connection, DatabaseError, Unreachable
from ..postgres.addresses import is_here
from ..postgres.embedded import Embedded
from ..store.history import Wanted
from ..store.insert import insert_waiting
from ..store.pages import Cursor, page
from ..store.totals import totals
from ..store.trials import OFF, opened, store_of
from ..store.waiting import Waiting
from .query import check, limit, one_of, text
from .refusal import Refused

_OUTCOMES = ("win", "candidate", "counterexample", "not-better", "failed")
_NAME_CHARS = 500
_dumps = partial(json.dumps, default=lambda value: getattr(value, "isoformat", value.__str__)(), allow_nan=False)


class Records:
    """The handlers. The embedded server of the store is needed from the first question to `close`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._embedded: Embedded | None = None

    async def close(self, app: web.Application) -> None:
        """Let go of the store."""
        if self._embedded:
            await self._embedded.close()

    async def trials(self, http: web.Request) -> web.Response:
        """One page of trials."""
        check(http.query, "limit", "before", "strategy", "outcome", "unit")
        name, most = text(http.query, "unit", _NAME_CHARS), limit(http.query)
        strategies = one_of(http.query, "strategy", [str(strategy) for strategy in Strategy])
        outcomes = one_of(http.query, "outcome", _OUTCOMES)
        try:
            after = Cursor.of(http.query["before"]) if "before" in http.query else None
        except ValueError:
            raise Refused("`before` must be what `next` was in the page before.") from None
        wanted = Wanted(strategies=strategies, outcomes=outcomes, names=[name] if name else [])
        async with self._store() as connection:
            found, further = await page(connection, wanted, most, after) if connection else ([], None)
        return web.json_response({"trials": found, **({"next": str(further)} if further else {})}, dumps=_dumps)

    async def history(self, http: web.Request) -> web.Response:
        """All trials in sums."""
        async with self._store() as connection:
            found = await totals(connection) if connection else {"by_strategy": [], "by_day": [], "reasons": []}
        return web.json_response(found, dumps=_dumps)

    async def forks(self, http: web.Request) -> web.Response:
        """All copies of databases and folders that there are."""
        session, net = self._engine.session, Net(AuditLog(default_path()))
        named = os.environ.get("DATABASE_URL", "")
        named = named if named and is_here(named) else ""
        wanted = [
            replace(settings, database=settings.database or named)
            for settings in (session.settings, *session.folders.values())
        ]
        try:
            found, problems = await listed(wanted, clouds(net))
        finally:
            await net.close()
        now = datetime.now(UTC)
        return web.json_response({"forks": [_fork(fork, now) for fork in found], "problems": problems})

    async def audit(self, http: web.Request) -> web.Response:
        """What left the machine, newest first."""
        check(http.query, "limit")
        try:
            entries = await asyncio.to_thread(recent, AuditLog(default_path()), limit(http.query))
        except FileNotFoundError:
            entries = []
        except OSError as error:
            raise Refused(f"The audit log cannot be read: {error.strerror}.", 503) from None
        return web.json_response({"entries": entries[::-1]})

    @asynccontextmanager
    async def _store(self) -> AsyncIterator[Connection | None]:
        """A connection to the store, with all that waited for it written; None where nothing was ever kept."""
        address, waiting = store_of(self._engine.session.settings), Waiting()
        if address == OFF:
            raise Refused("Trials are not kept: the setting `storeDatabase` is `off`.", 503)
        try:
            self._embedded = self._embedded or Embedded()
            if not address and not self._embedded.has_data and not waiting.of(address):
                yield None
                return
            async with await opened(self._embedded, address) as connection:
                await insert_waiting(connection, waiting, address)
                yield connection
        except (Unreachable, DatabaseError) as error:
            reason = (str(error).splitlines() or ["the database gave no reason"])[0]
            raise Refused(f"The store of trials cannot be used: {reason}", 503) from None


def _fork(fork: Fork, now: datetime) -> dict[str, Any]:
    is_known = fork.created_at.timestamp() > 0
    return {
        "id": fork.id,
        "name": fork.name,
        "provider": fork.provider,
        "source": fork.source,
        "created_at": fork.created_at.isoformat() if is_known else None,
        "age_s": max(0.0, (now - fork.created_at).total_seconds()) if is_known else None,
        "bytes": fork.size_bytes,
        "status": fork.status,
    }
