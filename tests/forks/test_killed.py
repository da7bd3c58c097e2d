"""A process that is killed with all its forks in use leaves nothing that the next one does not remove."""

from __future__ import annotations

import random
from contextlib import ExitStack
from pathlib import Path

import pytest
from parallelproof.forks.choose import Forks
from parallelproof.forks.reaper import reap
from parallelproof.settings import ForkChoice, Settings

from tests.postgres.servers import server

from .disks import xfs
from .doomed import killed, left
from .providers import shop


@pytest.mark.parametrize("provider", ["clone", "copy", "transaction"])
async def test_nothing_is_left_after_the_next_start(provider: str):
    chance = random.Random(provider)
    with ExitStack() as stack:
        folder = stack.enter_context(xfs(1024)) if provider == "clone" else Path("/tmp")
        async with server(18, folder) as address:
            source = await shop(address)
            settings = Settings(fork_provider=ForkChoice(provider))
            for _ in range(3):
                await killed(source, provider, 8, chance.uniform(0.05, 2))
                forks = Forks()
                await reap(await forks.provider(source, settings))
                await forks.close()
                assert not await left(source)
