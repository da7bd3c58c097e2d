"""A fork for as long as a block runs. It is given back however the block ends: success, failure or cancellation."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ..domain import Fork
from ..ports import ForkFailed, ForkProvider
from ..settings import Settings
from . import names
from .finishing import finished

_log = logging.getLogger(__name__)
READY_S = 600.0


@asynccontextmanager
async def opened(provider: ForkProvider, source: str, settings: Settings) -> AsyncIterator[Fork]:
    """A fork that can be used; raises ForkFailed. One that cannot be given back is left to the reaper."""
    name = names.make("fork", settings.fork_ttl_s)
    fork = await provider.create(source, None, name, settings.fork_ttl_s)
    try:
        yield await provider.wait_ready(fork, READY_S)
    finally:
        await finished(_given_back(provider, fork))


async def _given_back(provider: ForkProvider, fork: Fork) -> None:
    try:
        await provider.destroy(fork)
    except (ForkFailed, TimeoutError) as error:
        _log.warning("The fork %s may be left over: %s", fork.name, error)
