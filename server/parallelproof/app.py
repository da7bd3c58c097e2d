"""The composition root: the only file that names concrete parts."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from . import catalogue
from .background import Background
from .domain import Request, Snapshot, Span
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
from .optimize.functions import Functions
from .ports import Apart, Fulfiller
from .sandbox.pool import ZygoteSandbox
from .search import ripgrep
from .search.choose import ChosenSearcher
from .search.local_documents import LocalDocuments
from .session import Session
from .settings import Settings
from .store import response_cache
from .store.once import Once
from .store.trial_cache import TrialCache, default_folder
from .verify.verifier import SandboxVerifier

_WARMING = "import json\n\njson.loads("


def build(settings: Settings, cache_folder: Path | None = None, readers: int = 2) -> Engine:
    """All parts, wired; no process is started and no file opened before it is needed.

    `cache_folder` holds the results of earlier trials; None is the user's own. As many as `readers` processes parse and
    read what is asked while you type, so that one text that takes long does not hold up the others.
    """
    session = Session(settings)
    sandbox = ZygoteSandbox(settings.jobs)
    verifier = SandboxVerifier(sandbox)
    benchmark = SandboxBenchmark(sandbox, HostLock(is_busy=session.is_busy))
    analyst = Helper()
    cache = TrialCache(cache_folder or default_folder())
    examiner = Examiner(verifier, benchmark, cache)
    campaigns = Campaigns([partial(Functions, sandbox, examiner, Analyst(analyst.run))], catalogue.load)
    sources = Sources(settings, readers)

    async def close() -> None:
        analyst.close()
        await sandbox.close()
        await cache.close()
        await sources.close()

    return Engine(
        settings, session, Background(), campaigns, verifier, benchmark, sandbox, close, sandbox.resize,
        sources.fulfillers, sources,
    )  # fmt: skip


def fulfillers(searcher: ChosenSearcher, model: OpenAIModel, apart: Apart = asyncio.to_thread) -> tuple[Fulfiller, ...]:
    """Who is asked while you type; what they parse and read, they do `apart`."""
    return (
        Ambiguity(ripgrep.TextSearch(ripgrep.find()), model, apart),
        WebContext(LocalDocuments(apart), searcher, apart),
        Completion(model),
    )


class Sources:
    """What is asked while you type: text search and documents of this machine, search services, a model."""

    def __init__(self, settings: Settings, readers: int) -> None:
        self._net = Net(AuditLog(default_path()))
        self._responses = response_cache.DiskResponses(response_cache.default_folder(), settings.response_cache_bytes)
        self._searcher = ChosenSearcher(self._net, self._responses, os.environ)
        self._budget = Budget(state_folder() / "budget.db")
        self._once = Once(state_folder())
        self._readers, self._reader = readers, Helper(readers)
        self.fulfillers = fulfillers(self._searcher, OpenAIModel(self._net, self._budget), self._reader.run)

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
        await self._net.close()


async def _all_of(found: AsyncIterator[object]) -> None:
    async for _ in found:
        pass
