"""One person: three web queries of three seconds and the names of three functions, through the real engine."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from parallelproof.app import build
from parallelproof.domain import Request, Snapshot, SourceFailure, Span
from parallelproof.net.audit import AuditLog
from parallelproof.net.net import Net
from parallelproof.ports import Leave
from parallelproof.search import ripgrep
from parallelproof.search.choose import ChosenSearcher
from parallelproof.settings import Privacy, SearchProvider, Settings
from parallelproof.store.response_cache import DiskResponses

from tests.backends.search_services import KEY, SearchServices

from .large_repository import Repository, write_repository
from .places import own_folders, percentile
from .rows import Row, count, row

DELAY_S = 3.0
FILES = 1_000
ASKED = 3
HITS = 100
WEB = ("tavily", SearchProvider.TAVILY)
"""A provider that takes one query in a call, so that three queries are three calls."""
HEAD = """import heapq
import json
import textwrap


"""


@dataclass(slots=True)
class Watched:
    """When what came, in seconds from the request."""

    local_s: list[float] = field(default_factory=list)
    web_s: list[float] = field(default_factory=list)
    questions: int = 0
    failures: list[SourceFailure] = field(default_factory=list)
    all_s: float = 0.0


def rows(runs: int) -> Iterator[Row]:
    """Side by side, one after another, and what a kept answer costs."""
    with own_folders() as folder, SearchServices(delay_s=DELAY_S) as services:
        repository = write_repository(folder / "repository", FILES)
        request = request_in(repository)
        asyncio.run(_through_engine(folder / "warm", services, [request]))
        services.received.clear()
        seen = [asyncio.run(_through_engine(folder / f"cache {n}", services, [request]))[0] for n in range(runs)]
        queries = sorted(set(services.queries))
        alone_s = asyncio.run(_one_after_another(folder, services, queries, repository))
    what = "3 web queries of 3 s and 3 names"
    yield row("fulfill", f"{what}, all", [each.all_s for each in seen], "s", 3.3)
    yield row("fulfill", f"{what}, one after another", [alone_s], "s")
    first_ms = [min(each.local_s, default=DELAY_S) * 1000 for each in seen]
    yield row("fulfill", "first local card", first_ms, "ms", 300)
    later_s = [min(each.web_s, default=2 * DELAY_S) - DELAY_S for each in seen]
    yield row("fulfill", "first web card, later than the fastest answer", later_s, "s", 0.3)
    looked_up = len(queries) + min(each.questions for each in seen)
    yield count("fulfill", "queries and names that were not looked up", 2 * ASKED - looked_up, 0, of=2 * ASKED)
    failed = sum(len(each.failures) for each in seen)
    yield row("fulfill", "sources that failed", [failed], "count", 0)
    yield from _kept()


def request_in(repository: Repository) -> Request:
    """An edit that speaks of three public packages, and calls three functions of the repository."""
    names = sorted(repository.functions)[:: len(repository.functions) // ASKED][:ASKED]
    typed = "def report(rows: list) -> str:\n"
    typed += "".join(f"    rows += {name}(rows)\n" for name in names)
    typed += "    best = heapq.nlargest(10, rows)\n    text = json.dumps(best, sort_keys=True)\n"
    typed += "    return textwrap.indent(text, prefix='  ')"
    text = HEAD + typed
    snapshot = Snapshot((repository.root / "report.py").as_uri(), 2, "python", text, len(text))
    return Request(snapshot, Span(len(HEAD), len(text)), repository.root)


def settings_for(services: SearchServices) -> Settings:
    """The web is searched, and nothing but that leaves."""
    name, provider = WEB
    return replace(
        Settings(),
        privacy=Privacy.QUERIES_ONLY,
        search_provider=provider,
        search_url=services.address(name),
        search_key=KEY,
    )


async def _through_engine(folder: Path, services: SearchServices, requests: Sequence[Request]) -> list[Watched]:
    """All requests at once, by a new engine that has kept nothing."""
    os.environ["XDG_CACHE_HOME"] = str(folder)
    settings = settings_for(services)
    engine = build(settings)
    # As the first key does, long before there is anything to look up.
    await engine.typing.warm()

    async def watch(request: Request) -> Watched:
        watched, began_s = Watched(), time.perf_counter()
        async for found in engine.fulfilled(request, settings):
            now_s = time.perf_counter() - began_s
            if isinstance(found, SourceFailure):
                watched.failures.append(found)
            else:
                (watched.web_s if found.source == WEB[0] else watched.local_s).append(now_s)
                watched.questions += found.kind == "question"
        watched.all_s = time.perf_counter() - began_s
        return watched

    try:
        return await asyncio.gather(*(watch(request) for request in requests))
    finally:
        await engine.close()


async def _one_after_another(
    folder: Path, services: SearchServices, queries: Sequence[str], repository: Repository
) -> float:
    """Seconds of the same queries, each begun when the one before has ended."""
    search = ripgrep.TextSearch(ripgrep.find())
    leave = Leave("query", settings_for(services))
    net = Net(AuditLog(folder / "audit.jsonl"))
    searcher = ChosenSearcher(net, DiskResponses(folder / "alone", 1 << 20), {})
    began_s = time.perf_counter()
    for query in queries:
        async for _ in searcher.search([query], 5, leave):
            pass
    for name in sorted(repository.functions)[:ASKED]:
        await search.search([name], repository.root, repository.root, 5)
    took_s = time.perf_counter() - began_s
    await searcher.close()
    await net.close()
    return took_s


def _kept() -> Iterator[Row]:
    with own_folders() as folder, SearchServices(delay_s=0.2) as services:
        hits_ms = asyncio.run(_hits_ms(folder, services))
        yield row("fulfill", "answer of the web from the cache, 95th percentile", [percentile(hits_ms, 95)], "ms", 5)
        services.received.clear()
        repository = write_repository(folder / "repository", FILES)
        request = request_in(repository)
        other = replace(request, snapshot=replace(request.snapshot, uri=request.snapshot.uri.replace(".py", "_2.py")))
        asyncio.run(_through_engine(folder / "cache", services, [request, other]))
        calls = max(Counter(services.queries).values(), default=0)
        yield row("fulfill", "calls for a query that two documents have", [calls], "count", 1)


async def _hits_ms(folder: Path, services: SearchServices) -> list[float]:
    """Milliseconds of a question whose answer is kept, by a searcher that was not there when it was asked."""
    leave, took_ms = Leave("query", settings_for(services)), []
    net, cache = Net(AuditLog(folder / "audit.jsonl")), DiskResponses(folder / "hits", 1 << 20)
    for _ in range(HITS + 1):
        searcher = ChosenSearcher(net, cache, {})
        began_s = time.perf_counter()
        async for found in searcher.search(["python json dumps"], 5, leave):
            assert not isinstance(found, SourceFailure)
        took_ms.append((time.perf_counter() - began_s) * 1000)
        await searcher.close()
    await cache.close()
    await net.close()
    assert len(services.received) == 1
    return took_ms[1:]
