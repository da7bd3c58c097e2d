"""Equal queries in flight cost one call, and nobody's leaving takes anything from the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

from parallelproof.domain import Hit, SourceFailure
from parallelproof.ports import Leave
from parallelproof.search.searching import Outcome, Searching
from parallelproof.search.single_flight import SingleFlight

from tests.backends.search_services import Fault, SearchServices

from .asking import asked, eventually, failures, outcomes, provider_at, the_way_out


async def test_equal_queries_at_the_same_time_cost_one_call(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.2) as services:
        async with the_way_out(tmp_path) as net:
            searcher = SingleFlight(provider_at(services, "tavily", net))
            both = await asyncio.gather(*(outcomes(searcher, ["json loads"]) for _ in range(10)))
        assert services.queries == ["json loads"]
    assert all(asked(found) == {"json loads"} for found in both)


async def test_case_and_spaces_make_no_other_query_and_everyone_gets_their_own_words_back(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.2) as services:
        async with the_way_out(tmp_path) as net:
            searcher = SingleFlight(provider_at(services, "tavily", net))
            mine, yours = await asyncio.gather(
                outcomes(searcher, ["json  Loads", "JSON loads"]), outcomes(searcher, ["json loads "])
            )
        assert services.queries == ["json  Loads"]
    assert asked(mine) == {"json  Loads", "JSON loads"} and asked(yours) == {"json loads "}


async def test_another_number_of_results_is_another_question(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.2) as services:
        async with the_way_out(tmp_path) as net:
            searcher = SingleFlight(provider_at(services, "tavily", net))
            few, many = await asyncio.gather(outcomes(searcher, ["a"], k=1), outcomes(searcher, ["a"], k=5))
        assert sorted(request.k for request in services.received) == [1, 5]
    assert [len(few[0]), len(many[0])] == [1, 5]  # type: ignore[arg-type]


async def test_only_what_nobody_asks_yet_is_asked(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.3) as services:
        async with the_way_out(tmp_path) as net:
            searcher = SingleFlight(provider_at(services, "perplexity", net))
            first = asyncio.create_task(outcomes(searcher, ["a", "b"]))
            await eventually(lambda: len(services.queries) == 2)
            second = await outcomes(searcher, ["b", "c"])
        assert sorted(services.queries) == ["a", "b", "c"]
    assert asked(await first) == {"a", "b"} and asked(second) == {"b", "c"}


async def test_one_who_leaves_takes_nothing_from_the_other(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.5) as services:
        async with the_way_out(tmp_path) as net:
            searcher = SingleFlight(provider_at(services, "tavily", net))
            leaving = asyncio.create_task(outcomes(searcher, ["a"]))
            staying = asyncio.create_task(outcomes(searcher, ["a"]))
            await eventually(lambda: services.in_flight == 1)
            leaving.cancel()
            assert asked(await staying) == {"a"}
        assert services.queries == ["a"] and leaving.cancelled()


async def test_a_call_that_nobody_waits_for_is_ended_and_the_next_one_asks_anew(tmp_path: Path) -> None:
    with SearchServices() as services:
        services.script(Fault.HANG)
        async with the_way_out(tmp_path) as net:
            searcher = SingleFlight(provider_at(services, "tavily", net))
            tasks = [asyncio.create_task(outcomes(searcher, ["a"])) for _ in range(3)]
            await eventually(lambda: services.in_flight == 1)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await eventually(lambda: services.in_flight == 0)
            assert asked(await outcomes(searcher, ["a"])) == {"a"}
        assert services.queries == ["a", "a"]


async def test_one_who_comes_while_a_call_is_being_given_up_gets_a_call_of_its_own(tmp_path: Path) -> None:
    with SearchServices() as services:
        services.script(Fault.HANG)
        async with the_way_out(tmp_path) as net:
            searcher = SingleFlight(provider_at(services, "tavily", net))
            leaving = asyncio.create_task(outcomes(searcher, ["a"]))
            await eventually(lambda: services.in_flight == 1)
            leaving.cancel()
            await asyncio.sleep(0)
            assert not leaving.done()
            assert asked(await outcomes(searcher, ["a"])) == {"a"}


async def test_a_failure_is_everyones_and_not_remembered(tmp_path: Path) -> None:
    with SearchServices() as services:
        services.script(Fault.HTML)
        async with the_way_out(tmp_path) as net:
            searcher = SingleFlight(provider_at(services, "tavily", net))
            both = await asyncio.gather(outcomes(searcher, ["a"]), outcomes(searcher, ["a"]))
            assert [len(failures(found)) for found in both] == [1, 1]
            assert asked(await outcomes(searcher, ["a"])) == {"a"}


class Faulty(Searching):
    """A searcher with a bug."""

    name, address = "faulty", ""

    async def answers(self, queries: Sequence[str], k: int, leave: Leave) -> AsyncGenerator[tuple[str, Outcome]]:
        """The first query, and no more."""
        yield queries[0], (Hit(queries[0], "t", "https://e.org/", "", "faulty"),)
        raise ZeroDivisionError("a bug")


async def test_a_bug_reaches_everyone_who_waits_and_is_not_taken_for_an_answer() -> None:
    searcher = SingleFlight(Faulty())
    searches = [outcomes(searcher, ["a", "b"]), outcomes(searcher, ["b"])]
    found = await asyncio.gather(*searches, return_exceptions=True)
    assert all(isinstance(each, ZeroDivisionError) for each in found)
    assert not any(isinstance(each, SourceFailure) for each in found)
