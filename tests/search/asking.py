"""How the tests of the search providers ask them: over the real way out, of services on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from parallelproof.domain import Hit, SourceFailure
from parallelproof.net.audit import AuditLog
from parallelproof.net.limits import Line
from parallelproof.net.net import Net
from parallelproof.ports import Leave, Searcher
from parallelproof.search.choose import PROVIDERS
from parallelproof.search.provider import Provider
from parallelproof.settings import Settings

from tests.backends.search_services import KEY, SearchServices

BY_NAME = {provider.name: provider for provider in PROVIDERS}


def leave_within(deadline_s: float) -> Leave:
    """Search queries may leave, and an answer may take that long."""
    return Leave("query", Settings(fulfill_deadline_s=deadline_s))


ASKING = leave_within(5.0)


@asynccontextmanager
async def the_way_out(folder: Path) -> AsyncIterator[Net]:
    """The one `Net` of a test, with its audit log in the folder."""
    net = Net(AuditLog(folder / "audit.jsonl"))
    try:
        yield net
    finally:
        await net.close()


def provider_at(services: SearchServices, name: str, net: Net) -> Provider:
    """A provider with a line of its own, set to one of the services."""
    provider = BY_NAME[name]
    return provider(Line(net, name, provider.limits), KEY if provider.key_names else "", services.address(name))


async def outcomes(
    searcher: Searcher, queries: Sequence[str], k: int = 3, leave: Leave = ASKING
) -> list[Sequence[Hit] | SourceFailure]:
    """All that comes of a search, in order."""
    return [outcome async for outcome in searcher.search(queries, k, leave)]


def failures(found: Sequence[Sequence[Hit] | SourceFailure]) -> list[SourceFailure]:
    """Those that are none."""
    return [outcome for outcome in found if isinstance(outcome, SourceFailure)]


def asked(found: Sequence[Sequence[Hit] | SourceFailure]) -> set[str]:
    """The queries that have hits."""
    return {hit.query for outcome in found if not isinstance(outcome, SourceFailure) for hit in outcome}


async def eventually(is_so: Callable[[], bool]) -> None:
    """Wait until it is so, ten seconds at most."""
    for _ in range(1000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to be so")
