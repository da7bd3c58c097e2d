"""A small real server that speaks the dashboard's API, for campaigns larger and faster than two cores can run.

The page, its policy and who may ask are the product's own; the campaign is made up: `AGENTS` agents, each with a trial.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from parallelproof.web.guard import guard
from parallelproof.web.page import Page

from .dashboard_documents import STRATEGIES, document, name, trial, unit

TOKEN = "feed"
CAMPAIGN = "0a1b2c3d4e5f"
AGENTS = 1000
STAGES = ("waiting", "forking", "preparing", "proposing", "verifying", "measuring", "ended")
Json = dict[str, Any]


class Feed:
    """A running campaign, all of its trials known, that goes on for `seconds` at `rate` events a second."""

    def __init__(self, agents: int = AGENTS, rate: float = 60, seconds: float = 10) -> None:
        self.agents, self.rate, self.seconds = agents, rate, seconds
        self.document = document(agents)
        everyone = [self.agent(number, 0) for number in range(1, agents + 1)]
        # Written once, beforehand: what is measured is the page, not how long this takes.
        self._first = _event("state", {**self.summary(), "agents": everyone, "document": self.document})
        self._last = _event("ended", {"state": "ended", "reason": None, "document": self.document})
        self.begun = asyncio.Event()

    def summary(self, state: str = "running") -> Json:
        """The campaign in a list."""
        wins = self.document["summary"]["wins"]
        return {"id": CAMPAIGN, "title": "shop", "started_at": "2026-11-27T10:00:00Z", "state": state,
                "stage": "measuring", "done": self.agents // 2, "total": self.agents, "wins": wins, "origin": "api",
                "reason": None}  # fmt: skip

    def agent(self, number: int, turn: int) -> Json:
        """What an agent does at a turn."""
        outcome = (None, "win", "not-better", "counterexample")[(number + turn) % 4]
        return {"agent": number, "unit": name(number - 1), "strategy": STRATEGIES[number % len(STRATEGIES)],
                "stage": STAGES[(number + turn) % len(STAGES)], "done": self.agents // 2, "total": self.agents,
                "outcome": outcome, "trials": turn, "wins": 0}  # fmt: skip

    async def events(self) -> AsyncIterator[bytes]:
        """The state, then, once it is told to begin, agents, trials and units in turn, at an even pace."""
        yield self._first
        await self.begun.wait()
        loop = asyncio.get_running_loop()
        start = loop.time()
        for turn in range(int(self.rate * self.seconds)):
            await asyncio.sleep(max(0.0, start + turn / self.rate - loop.time()))
            yield self._turn(turn)
        yield self._last

    def _turn(self, turn: int) -> bytes:
        at = turn * 7 % self.agents
        if turn % 10 == 4:
            return _event("unit", {"unit": unit(at)})
        if turn % 10 == 9:
            return _event("trial", {"agent": at + 1, "unit": name(at), "trial": trial(turn, at, is_query=False)})
        return _event("agent", self.agent(at + 1, turn))


def _event(kind: str, data: Json) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n".encode()


def application(feed: Feed) -> web.Application:
    """The routes."""
    page = Page()
    app = web.Application(middlewares=[guard(TOKEN, frozenset())])

    async def events(http: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(http)
        async for event in feed.events():
            await response.write(event)
        return response

    async def begin(http: web.Request) -> web.Response:
        feed.begun.set()
        return web.json_response({})

    app.router.add_get("/", page.page)
    app.router.add_get("/assets/{path:.+}", page.asset)
    app.router.add_get("/campaigns/{id}/events", events)
    app.router.add_post("/begin", begin)
    for path, answer in _answers(feed).items():
        app.router.add_get(path, _answering(answer))
    return app


@asynccontextmanager
async def served(feed: Feed) -> AsyncIterator[str]:
    """The server's address while it stands."""
    runner = web.AppRunner(application(feed), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def _answering(answer: Json) -> Handler:
    async def handler(http: web.Request) -> web.Response:
        return web.json_response(answer)

    return handler


def _answers(feed: Feed) -> dict[str, Json]:
    strategies = [
        {"strategy": strategy, "trials": 40 + 9 * at, "wins": 11 + at, "refused": 6, "not_better": 20 + 3 * at,
         "failed": 3, "seconds": 312.5, "best_gain": 12.5 + at}
        for at, strategy in enumerate(STRATEGIES)
    ]  # fmt: skip
    stored = [
        {"ended_at": "2026-11-26T10:00:00Z", "project": "shop", "path": "shop/orders.py", "name": name(at),
         "language": "python", **{key: one[key] for key in ("strategy", "outcome", "reason", "diff", "speedup")}}
        for at in range(200) for one in [trial(at, at, is_query=False)]
    ]  # fmt: skip
    fork = {"id": "f1", "name": "parallelproof_fork_1", "provider": "clone", "source": "shop", "bytes": 52_000_000,
            "created_at": "2026-11-27T10:00:00Z", "age_s": 62.0, "status": "ready"}  # fmt: skip
    entry = {"id": "a1", "when": "2026-11-27T10:00:00.000+00:00", "where": "http://127.0.0.1:11434/v1/embeddings",
             "local": True, "kind": "query", "source": "model", "bytes": 812, "outcome": "200"}  # fmt: skip
    return {
        "/settings/summary": {"version": "0.1.0", "privacy": "local-only", "agents": 50, "has_database": True,
                              "workspaces": [{"path": "/shop", "is_trusted": True}], "runs_pasted_code": True,
                              "is_offline": True},
        "/campaigns": {"campaigns": [feed.summary(), {**feed.summary("ended"), "origin": "editor"}]},
        "/history": {"by_strategy": strategies, "reasons": [{"reason": "behaves differently", "count": 42},
                                                            {"reason": "not measurably better", "count": 210}],
                     "by_day": [{"day": f"2026-11-{day:02}", "trials": 20 + day * 3, "wins": day, "seconds": 60.0 * day}
                                for day in range(1, 27)]},
        "/trials": {"trials": stored},
        "/forks": {"forks": [{**fork, "id": f"f{at}", "name": f"parallelproof_fork_{at}"} for at in range(12)]},
        "/audit": {"entries": [{**entry, "id": f"a{at}"} for at in range(40)]},
    }  # fmt: skip
