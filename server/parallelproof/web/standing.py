"""How the server stands: `/health`, `/metrics` and `/settings/summary`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.metadata import version

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from ..domain import Counterexample, Failure, NotBetter, Unconfirmed, Win
from ..engine import Engine
from ..settings import Privacy
from .campaigns import Campaigns
from .fulfill import Fulfill

_WORDS = {
    Win: "win", Unconfirmed: "candidate", Counterexample: "counterexample", NotBetter: "not-better", Failure: "failed"
}  # fmt: skip


class Standing:
    """The handlers."""

    def __init__(self, engine: Engine, fulfill: Fulfill, campaigns: Campaigns) -> None:
        self._engine, self._fulfill = engine, fulfill
        self._registry = CollectorRegistry()
        self._registry.register(_Figures(engine, fulfill, campaigns))
        ProcessCollector(registry=self._registry)

    async def health(self, http: web.Request) -> web.Response:
        """That it works, and how much it does now."""
        running = len(self._engine.optimizer.running)
        answering = self._fulfill.streams.taken
        body = {"status": "ok", "version": _version(), "answering": answering, "campaigns": running}
        return web.json_response(body)

    async def metrics(self, http: web.Request) -> web.Response:
        """All figures as Prometheus reads them."""
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    async def summary(self, http: web.Request) -> web.Response:
        """Under which settings it works, without secrets."""
        session = self._engine.session
        each = [session.settings, *session.folders.values()]
        return web.json_response({
            "version": _version(),
            "privacy": str(session.settings.privacy),
            "agents": session.settings.agents,
            "workspaces": [{"path": str(at), "is_trusted": one.trusted} for at, one in session.folders.items()],
            "runs_pasted_code": session.settings.trusted,
            "has_database": any(one.database for one in each) or bool(os.environ.get("DATABASE_URL")),
            "is_offline": session.settings.privacy is Privacy.LOCAL_ONLY,
        })  # fmt: skip


class _Figures(Collector):
    """What is counted anyway, put into Prometheus's words when it is asked for."""

    def __init__(self, engine: Engine, fulfill: Fulfill, campaigns: Campaigns) -> None:
        self._engine, self._fulfill, self._campaigns = engine, fulfill, campaigns

    def collect(self) -> Iterator[Metric]:
        """The figures now."""
        live = self._engine.optimizer
        yield InfoMetricFamily("parallelproof", "The server.", {"version": _version()})
        yield GaugeMetricFamily("parallelproof_campaigns_running", "Campaigns that run now.", len(live.running))
        ended = CounterMetricFamily("parallelproof_campaigns", "Campaigns that have ended.", labels=("origin", "state"))
        for (origin, state), count in live.ended.items():
            ended.add_metric((origin, state), count)
        yield ended
        trials = CounterMetricFamily("parallelproof_trials", "Trials, by what came of them.", labels=("outcome",))
        for kind, word in _WORDS.items():
            trials.add_metric((word,), live.outcomes[kind])
        yield trials
        streams = GaugeMetricFamily("parallelproof_streams", "Clients that are told events now.", labels=("of",))
        streams.add_metric(("campaign",), self._campaigns.streams.taken)
        streams.add_metric(("fulfill",), self._fulfill.streams.taken)
        yield streams


def _version() -> str:
    return version("parallelproof")
