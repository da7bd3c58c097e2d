"""Tiger Cloud on 127.0.0.1: the REST API of openapi.yaml 1.0.0 of tiger-cli, and what can go wrong with it.

Services are real in so far as a test gives them a place: `place` is the host and port of a throw-away Postgres.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from aiohttp import web

KEY = "tskey0123:secret-4567-do-not-tell"
PROJECT, SERVICE = "rp1pz7uyae", "kd9w2xp4mz"
PASSWORD = "initial '\\ password"
BODY_TEXT = "text of an answer that nobody should repeat"


class Fault(StrEnum):
    """What a request may meet instead of an answer."""

    BROKEN = "500"
    THROTTLED = "429 for a moment"
    GARBAGE = "JSON that is none"
    HTML = "a web page"
    SHAPE = "JSON of another shape"
    RESET = "connection reset before anything was done"
    RESET_AFTER = "connection reset after it was done"
    BROKEN_AFTER = "500 after it was done"
    SHAPE_AFTER = "JSON of another shape after it was done"
    HANG_AFTER = "hang after it was done"
    QUOTA = "the project is at its limit"
    QUOTA_FORBIDDEN = "the same, said with 403"
    CONFLICT = "409: busy"


class Tiger:
    """The cloud. A fork is READY after `looks_until_ready` looks, gone after `looks_until_gone`.

    `script["POST"]` befalls the next requests of that method, one each; None is a good answer. `becomes` is the
    status that forks end in.
    """

    def __init__(self, place: tuple[str, int] = ("127.0.0.1", 1)) -> None:
        self.place = place
        self.looks_until_ready, self.looks_until_gone, self.becomes = 2, 2, "READY"
        self.script: dict[str, deque[Fault | None]] = {"GET": deque(), "POST": deque(), "DELETE": deque()}
        self.services: dict[str, dict[str, Any]] = {}
        self.requests: list[tuple[str, str]] = []
        self.bodies: list[dict[str, Any]] = []
        self.is_hanging = asyncio.Event()
        self.url = ""
        self._ids = (f"fork{number:06}" for number in itertools.count(1))
        self._looks: Counter[str] = Counter()
        self._keep(SERVICE, "production", "READY")

    @property
    def forks(self) -> list[str]:
        """The names of all that runs up costs and is not the source."""
        return [each["name"] for id, each in self.services.items() if id != SERVICE]

    def leave(self, name: str) -> str:
        """A service that somebody left behind."""
        id = next(self._ids)
        self._keep(id, name, "READY")
        return id

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Tiger]:
        """Serve in the block."""
        app = web.Application(middlewares=[self._guard])
        services = f"/projects/{PROJECT}/services"
        app.router.add_get("/auth/info", self._info)
        app.router.add_get(services, self._list)
        app.router.add_get(services + "/{id}", self._get)
        app.router.add_delete(services + "/{id}", self._delete)
        app.router.add_post(services + "/{id}/forkService", self._fork)
        runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    def _keep(self, id: str, name: str, status: str) -> None:
        self.services[id] = {
            "service_id": id, "project_id": PROJECT, "name": name, "region_code": "us-east-1",
            "service_type": "TIMESCALEDB", "created": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "status": status, "resources": [{"id": "n4ph2tqz8r", "spec": {"cpu_millis": 500, "memory_gbs": 2}}],
            "metadata": {"environment": "DEV"},
        }  # fmt: skip
        if status == "READY":
            self._give_place(id)

    def _give_place(self, id: str) -> None:
        self.services[id]["endpoint"] = {"host": self.place[0], "port": self.place[1]}

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests.append((request.method, request.path))
        expected = "Basic " + base64.b64encode(KEY.encode()).decode()
        if request.headers.get("Authorization") != expected:
            return error(401, "UNAUTHORIZED")
        fault = self.script[request.method].popleft() if self.script[request.method] else None
        return await befallen(request, handler, fault, self.is_hanging)

    async def _info(self, request: web.Request) -> web.Response:
        user = {"id": "u1", "name": "Ada", "email": "ada@example.org"}
        project = {"id": PROJECT, "name": "Shop", "plan_type": "FREE"}
        key = {"public_key": KEY.split(":")[0], "name": "laptop", "created": "2026-01-15T10:30:00Z"}
        return web.json_response({"type": "apiKey", "api_key": key | {"project": project, "issuing_user": user}})

    async def _list(self, request: web.Request) -> web.Response:
        return web.json_response(list(self.services.values()))

    async def _get(self, request: web.Request) -> web.Response:
        id = request.match_info["id"]
        service = self.services.get(id)
        if service is None:
            return error(404, "NOT_FOUND")
        self._looks[id] += 1
        if service["status"] == "DELETING" and self._looks[id] > self.looks_until_gone:
            del self.services[id]
            return error(404, "NOT_FOUND")
        if service["status"] in ("QUEUED", "CONFIGURING"):
            is_done = self._looks[id] > self.looks_until_ready
            service["status"] = self.becomes if is_done else "CONFIGURING"
            if service["status"] == "READY":
                self._give_place(id)
        return web.json_response(service)

    async def _delete(self, request: web.Request) -> web.Response:
        service = self.services.get(request.match_info["id"])
        if service is None:
            return error(404, "NOT_FOUND")
        service["status"] = "DELETING"
        self._looks[service["service_id"]] = 0
        return web.Response(status=202)

    async def _fork(self, request: web.Request) -> web.Response:
        source, body = request.match_info["id"], await request.json()
        self.bodies.append(body)
        if source not in self.services:
            return error(404, "NOT_FOUND")
        if body["fork_strategy"] not in ("NOW", "LAST_SNAPSHOT", "PITR") or not 1 <= len(body["name"]) <= 128:
            return error(400, "BAD_REQUEST")
        if body["environment_tag"] not in ("DEV", "PROD"):
            return error(400, "BAD_REQUEST")
        if (body["fork_strategy"] == "PITR") != ("target_time" in body) or body["environment_tag"] not in (
            "DEV",
            "PROD",
        ):
            return error(400, "BAD_REQUEST")
        id = next(self._ids)
        self._keep(id, body["name"], "QUEUED")
        forked_from = {"project_id": PROJECT, "service_id": source, "is_standby": False}
        self.services[id]["forked_from"] = forked_from
        return web.json_response(self.services[id] | {"initial_password": PASSWORD}, status=202)


async def befallen(request: web.Request, handler: Any, fault: Fault | None, hangs: asyncio.Event) -> web.StreamResponse:
    """What a request comes to under a fault."""
    match fault:
        case Fault.BROKEN:
            return error(500, "INTERNAL")
        case Fault.THROTTLED:
            return error(429, "RATE", "slow down", headers={"Retry-After": "0"})
        case Fault.QUOTA:
            return error(400, "BAD_REQUEST", f"project {BODY_TEXT} has reached the maximum number of services")
        case Fault.QUOTA_FORBIDDEN:
            return error(403, "SERVICE_LIMIT_EXCEEDED")
        case Fault.CONFLICT:
            return error(409, "CONFLICT", "the service is busy")
        case Fault.RESET:
            return await reset(request)
        case None | Fault.RESET_AFTER | Fault.BROKEN_AFTER | Fault.SHAPE_AFTER | Fault.HANG_AFTER:
            answer: web.StreamResponse = await handler(request)
        case _:
            return nonsense(fault)
    match fault:
        case Fault.RESET_AFTER:
            return await reset(request)
        case Fault.BROKEN_AFTER:
            return error(500, "INTERNAL")
        case Fault.SHAPE_AFTER:
            return nonsense(Fault.SHAPE, status=202)
        case Fault.HANG_AFTER:
            hangs.set()
            await asyncio.Event().wait()
    return answer


def error(status: int, code: str, message: str = BODY_TEXT, headers: dict[str, str] | None = None) -> web.Response:
    """As both clouds say what is wrong."""
    return web.json_response({"code": code, "message": message}, status=status, headers=headers)


async def reset(request: web.Request) -> web.StreamResponse:
    """No answer, and no connection any more."""
    assert request.transport is not None
    request.transport.abort()
    await asyncio.Event().wait()
    raise AssertionError("it ends when the client has left")


def nonsense(fault: Fault, status: int = 200) -> web.Response:
    """What is no answer."""
    match fault:
        case Fault.GARBAGE:
            return web.Response(body=b'{"status": \xff' + BODY_TEXT.encode(), content_type="application/json")
        case Fault.HTML:
            return web.Response(text=f"<html>{BODY_TEXT}</html>", content_type="text/html")
        case _:
            return web.json_response(
                {"status": [BODY_TEXT], "service_id": 7, "name": None, "branch": BODY_TEXT}, status=status
            )
