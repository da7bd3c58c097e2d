"""Neon on 127.0.0.1: the part of its REST API v2 that makes branches, as its published OpenAPI definition has it."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from .tiger import Fault, befallen, error

KEY = "napi_0123456789-do-not-tell"
PROJECT = "shiny-wind-028834"


class Neon:
    """The cloud. A branch is ready after `looks_until_ready` looks; `address` is what every branch is reached by.

    `script["POST"]` befalls the next requests of that method, one each; None is a good answer.
    """

    def __init__(
        self, address: str = "postgresql://ada:secret@127.0.0.1:1/shop", databases: tuple[str, ...] = ("shop",)
    ) -> None:
        self.address, self.databases = address, databases
        self.looks_until_ready = 2
        self.script: dict[str, deque[Fault | None]] = {"GET": deque(), "POST": deque(), "DELETE": deque()}
        self.branches: dict[str, dict[str, Any]] = {}
        self.bodies: list[dict[str, Any]] = []
        self.asked: list[dict[str, str]] = []
        self.page = 100
        self.is_hanging = asyncio.Event()
        self.url = ""
        self._ids = (f"br-{number:06}" for number in itertools.count(1))
        self._looks: Counter[str] = Counter()
        self._add("main", "ready")

    @property
    def forks(self) -> list[str]:
        """The names of all branches but the first."""
        return [branch["name"] for branch in self.branches.values() if branch["name"] != "main"]

    def leave(self, name: str) -> None:
        """A branch that somebody left behind."""
        self._add(name, "ready")

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Neon]:
        """Serve in the block."""
        app = web.Application(middlewares=[self._guard])
        branches = f"/projects/{PROJECT}/branches"
        app.router.add_get(branches, self._list)
        app.router.add_post(branches, self._create)
        app.router.add_get(branches + "/{id}", self._get)
        app.router.add_delete(branches + "/{id}", self._delete)
        app.router.add_get(branches + "/{id}/endpoints", self._endpoints)
        app.router.add_get(branches + "/{id}/databases", self._databases)
        app.router.add_get(f"/projects/{PROJECT}/connection_uri", self._uri)
        runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    def _add(self, name: str, state: str) -> dict[str, Any]:
        id = next(self._ids)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.branches[id] = {
            "id": id, "project_id": PROJECT, "name": name, "current_state": state, "created_at": now, "updated_at": now,
            "state_changed_at": now, "creation_source": "console", "default": name == "main", "protected": False,
            "cpu_used_sec": 0, "active_time_seconds": 0, "compute_time_seconds": 0, "written_data_bytes": 0,
            "data_transfer_bytes": 0,
        }  # fmt: skip
        return self.branches[id]

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return error(401, "")
        if not request.path.startswith(f"/projects/{PROJECT}/"):
            return error(404, "")
        fault = self.script[request.method].popleft() if self.script[request.method] else None
        return await befallen(request, handler, fault, self.is_hanging)

    async def _list(self, request: web.Request) -> web.Response:
        wanted = [each for each in self.branches.values() if request.query["search"] in each["name"]]
        start = int(request.query.get("cursor", 0))
        page = wanted[start : start + min(self.page, int(request.query["limit"]))]
        following = {"next": str(start + len(page)), "sort_by": "updated_at", "sort_order": "DESC"}
        return web.json_response({"branches": page, "annotations": {}, "pagination": following if page else {}})

    async def _create(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.bodies.append(body)
        if not 1 <= len(body["branch"]["name"]) <= 256 or body["endpoints"] != [{"type": "read_write"}]:
            return error(400, "")
        branch = self._add(body["branch"]["name"], "init")
        answer = {"branch": branch, "endpoints": [self._endpoint(branch["id"])], "operations": [], "roles": []}
        return web.json_response(answer | {"databases": []}, status=201)

    async def _get(self, request: web.Request) -> web.Response:
        branch = self.branches.get(request.match_info["id"])
        if branch is None:
            return error(404, "")
        self._looks[branch["id"]] += 1
        if self._looks[branch["id"]] > self.looks_until_ready:
            branch["current_state"] = "ready"
        return web.json_response({"branch": branch, "annotation": {}})

    async def _delete(self, request: web.Request) -> web.Response:
        branch = self.branches.pop(request.match_info["id"], None)
        return web.Response(status=204) if branch is None else web.json_response({"branch": branch, "operations": []})

    def _endpoint(self, id: str) -> dict[str, Any]:
        state = "active" if self.branches[id]["current_state"] == "ready" and self._looks[id + "e"] > 1 else "init"
        self._looks[id + "e"] += 1
        return {"id": "ep-1", "branch_id": id, "host": "ep-1.neon.tech", "type": "read_write", "current_state": state}

    async def _endpoints(self, request: web.Request) -> web.Response:
        return web.json_response({"endpoints": [self._endpoint(request.match_info["id"])]})

    async def _databases(self, request: web.Request) -> web.Response:
        found = [{"id": n, "name": name, "owner_name": f"{name}_owner"} for n, name in enumerate(self.databases)]
        return web.json_response({"databases": found})

    async def _uri(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        return web.json_response({"uri": self.address})
