"""The composition root: the only file that names concrete parts."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from . import catalogue
from .background import Background
from .behaviour.pairs_on_demand import PairsOnDemand
from .domain import Pattern, Request, Snapshot, Span
from .engine import Engine
from .folders import state_folder
from .fulfill.ambiguity import Ambiguity
from .fulfill.completion import Completion
from .fulfill.gather import gather
from .fulfill.web_context import WebContext
from .helper import Helper
from .llm.budget import Budget
from .llm.client import OpenAIModel
from .measure.benchmark import SandboxBenchmark
from .measure.host_lock import HostLock
from .net.audit import AuditLog, default_path
from .net.net import Net
from .optimize.agent import Examiner
from .optimize.analyst import Analyst
from .optimize.campaign import Campaigns
from .optimize.case import CaseSource, OnNote
from .optimize.functions import Functions
from .optimize.queries.on_demand import QueriesOnDemand
from .ports import Apart, ForkPairs, Fulfiller
from .sandbox.pool import ZygoteSandbox
from .search import ripgrep
from .search.choose import ChosenSearcher
from .search.local_documents import LocalDocuments
from .session import Session
from .settings import Settings
from .store import response_cache
from .store.once import Once
from .store.recorded import Recorded
from .store.trial_cache import TrialCache, default_folder
from .store.trials import PostgresTrials
from .verify.verifier import SandboxVerifier

if TYPE_CHECKING:
    from .forks.choose import Forks
    from .optimize.queries.examiner import QueryExaminer

_WARMING = "import json\n\njson.loads("


def build(settings: Settings, cache_folder: Path | None = None, readers: int = 2) -> Engine:
    """All parts, wired; no process is started and no file opened before it is needed.

    `cache_folder` holds the results of earlier trials; None is the user's own. As many as `readers` processes parse and
    read what is asked while you type, so that one text that takes long does not hold up the others.
    """
    session = Session(settings)
    sandbox = ZygoteSandbox(settings.jobs)
    lock = HostLock(is_busy=session.is_busy)
    net = Net(AuditLog(default_path()))
    analyst = Helper()
    databases = Databases(net, lock, analyst.run)
    pairs = PairsOnDemand(databases.pairs)
    verifier = SandboxVerifier(sandbox, pairs)
    benchmark = SandboxBenchmark(sandbox, lock, pairs)
    cache = TrialCache(cache_folder or default_folder())
    examiner = Examiner(verifier, benchmark, cache)
    functions = partial(Functions, sandbox, examiner, Analyst(analyst.run), pairs)
    trials = PostgresTrials(apart=analyst.run)
    campaigns = Recorded(Campaigns([functions, databases.queries], catalogue.load, analyst.run), trials)
    sources = Sources(net, settings, readers)

    async def close() -> None:
        await trials.close()
        analyst.close()
        await sandbox.close()
        await cache.close()
        await databases.close()
        await sources.close()
        await net.close()

    return Engine(
        settings, session, Background(), campaigns, verifier, benchmark, sandbox, close, sandbox.resize,
        sources.fulfillers, sources, analyst.run,
    )  # fmt: skip


def fulfillers(searcher: ChosenSearcher, model: OpenAIModel, apart: Apart = asyncio.to_thread) -> tuple[Fulfiller, ...]:
    """Who is asked while you type; what they parse and read, they do `apart`."""
    return (
        Ambiguity(ripgrep.TextSearch(ripgrep.find()), model, apart),
        WebContext(LocalDocuments(apart), searcher, apart),
        Completion(model),
    )


class Databases:
    """What queries are tried with. It takes a while to load, and is not before the first query."""

    def __init__(self, net: Net, lock: HostLock, apart: Apart) -> None:
        self._net, self._lock, self._apart = net, lock, apart
        self._forks: Forks | None = None
        self._examiner: QueryExaminer | None = None

    def queries(self, patterns: tuple[Pattern, ...], settings: Settings, on_note: OnNote) -> CaseSource:
        """The cases of queries for one campaign."""
        return QueriesOnDemand(partial(self._load, patterns, settings, on_note))

    def pairs(self) -> ForkPairs:
        """Forks for the two sides of functions."""
        from .forks.choose import Forks, clouds
        from .forks.pairs import Pairs

        self._forks = self._forks or Forks(clouds(self._net))
        return Pairs(self._forks)

    async def close(self) -> None:
        """Drop the forks that were kept for further campaigns."""
        if self._forks:
            await self._forks.close()

    def _load(self, patterns: tuple[Pattern, ...], settings: Settings, on_note: OnNote) -> CaseSource:
        from .forks.choose import Forks, clouds
        from .measure.queries import QueryBenchmark
        from .optimize.queries.cases import Queries
        from .optimize.queries.examiner import QueryExaminer
        from .verify.rows import RowsVerifier

        self._forks = self._forks or Forks(clouds(self._net))
        self._examiner = self._examiner or QueryExaminer(RowsVerifier(), QueryBenchmark(self._lock))
        return Queries(self._forks, self._examiner, self._apart, patterns, settings, on_note)


class Sources:
    """What is asked while you type: text search and documents of this machine, search services, a model."""

    def __init__(self, net: Net, settings: Settings, readers: int) -> None:
        self._responses = response_cache.DiskResponses(response_cache.default_folder(), settings.response_cache_bytes)
        self._searcher = ChosenSearcher(net, self._responses, os.environ)
        self._budget = Budget(state_folder() / "budget.db")
        self._once = Once(state_folder())
        self._readers, self._reader = readers, Helper(readers)
        self.fulfillers = fulfillers(self._searcher, OpenAIModel(net, self._budget), self._reader.run)

    def configure(self, settings: Settings) -> None:
        """Take over what settings say of all of them together."""
        self._responses.resize(settings.response_cache_bytes)

    async def warm(self) -> None:
        """Look something up here in each process, so that the first look waits for none and for no imports."""
        snapshot = Snapshot("untitled:warm.py", 0, "python", _WARMING, len(_WARMING))
        request = Request(snapshot, Span(0, len(_WARMING)), None)
        looks = [_all_of(gather(request, Settings(), self.fulfillers)) for _ in range(self._readers)]
        await asyncio.gather(*looks)

    async def status(self, settings: Settings) -> list[str]:
        """How they stand, in a line each: the services that were asked, and what the model has cost."""
        usage = [f"the model: {await self._budget.usage(settings)}"] if settings.model else []
        web = f"{self._searcher.name}: {await self._searcher.standing(settings)}"
        return [web, *self._searcher.status(), *usage]

    async def offer(self, settings: Settings) -> str | None:
        """The name of a search service that a key is found for and that may not be asked; once, ever."""
        title = await self._searcher.available(settings)
        return title if title and await self._once.is_first("search") else None

    async def close(self) -> None:
        """End all connections and write what is to be kept."""
        self._reader.close()
        await self._searcher.close()
        await self._responses.close()


async def _all_of(found: AsyncIterator[object]) -> None:
    async for _ in found:
        pass
