"""Many ask, leave and fail at random: everyone who stays has an answer to each query, and nothing is left over."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from parallelproof.domain import SourceFailure
from parallelproof.net.limits import Limits, Line
from parallelproof.ports import Leave
from parallelproof.search.perplexity import Perplexity
from parallelproof.search.single_flight import SingleFlight
from parallelproof.settings import Settings

from tests.backends.search_services import KEY, SearchServices

from .asking import asked, eventually, outcomes, the_way_out

SEARCHES, PLACES = 150, 4


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("joins_lists", [False, True])
async def test_everyone_who_stays_is_answered_and_nothing_is_left_over(
    seed: int, joins_lists: bool, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    with SearchServices(delay_s=0.02, error_rate=0.05, hang_rate=0.02, seed=seed, joins_lists=joins_lists) as services:
        async with the_way_out(tmp_path) as net:
            line = Line(net, "perplexity", Limits(start=PLACES, most=PLACES, per_s=1000, batch=5))
            searcher = SingleFlight(Perplexity(line, KEY, services.address("perplexity")))

            async def one(number: int) -> None:
                await asyncio.sleep(chance.random() * 0.5)
                queries = [f"query {chance.randrange(200)}" for _ in range(chance.randint(1, 7))]
                leave = Leave("query", Settings(fulfill_deadline_s=0.5), user=str(number % 20))
                search = asyncio.create_task(outcomes(searcher, queries, leave=leave))
                if chance.random() < 0.3:
                    await asyncio.sleep(chance.random() * 0.1)
                    search.cancel()
                    await asyncio.gather(search, return_exceptions=True)
                    return
                found = await search
                assert len(found) == len(set(queries)) and asked(found) <= set(queries)
                failed = [outcome for outcome in found if isinstance(outcome, SourceFailure)]
                assert len(failed) + len(asked(found)) == len(found)

            async with asyncio.timeout(60):
                await asyncio.gather(*(one(number) for number in range(SEARCHES)))
            await eventually(lambda: services.in_flight == 0 and " 0 waiting" in line.status)
            await eventually(lambda: line.status.startswith("0 of"))
        assert all(1 <= len(request.queries) <= 5 for request in services.received)
        assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
