"""The first query goes out alone; those that wait for a place share a call where the provider allows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from pathlib import Path

import pytest
from parallelproof.domain import Hit
from parallelproof.net.limits import Limits, Line
from parallelproof.search.perplexity import Perplexity

from tests.backends.search_services import KEY, Fault, Page, SearchServices, pages_about

from .asking import ASKING, asked, failures, outcomes, provider_at, the_way_out

EIGHT = [f"query {n}" for n in range(8)]


def groups(services: SearchServices) -> list[int]:
    """How many queries each call held."""
    return [len(request.queries) for request in services.received]


async def test_the_first_query_goes_alone_and_the_rest_together(tmp_path: Path) -> None:
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            found = await outcomes(provider_at(services, "perplexity", net), EIGHT)
        assert groups(services) == [1, 5, 2]
    assert asked(found) == set(EIGHT) and len(found) == 8


@pytest.mark.parametrize("name", ["tavily", "brave", "exa", "searxng", "sonar"])
async def test_a_provider_of_single_queries_is_asked_for_each(name: str, tmp_path: Path) -> None:
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            found = await outcomes(provider_at(services, name, net), EIGHT[:3])
        assert groups(services) == [1, 1, 1]
    assert asked(found) == set(EIGHT[:3])


async def test_queries_that_wait_for_a_place_are_joined_when_one_is_free(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.1) as services:
        async with the_way_out(tmp_path) as net:
            narrow = Line(net, "perplexity", Limits(start=1, most=1, per_s=50, batch=5))
            found = await outcomes(Perplexity(narrow, KEY, services.address("perplexity")), EIGHT[:6])
        assert groups(services) == [1, 5] and services.most_in_flight == 1
    assert asked(found) == set(EIGHT[:6])


async def test_calls_run_side_by_side_and_the_first_answer_does_not_wait_for_the_rest(tmp_path: Path) -> None:
    with SearchServices(delay_s=1.0) as services:
        async with the_way_out(tmp_path) as net:
            began_s = time.monotonic()
            found = await outcomes(provider_at(services, "perplexity", net), EIGHT)
            assert time.monotonic() - began_s < 2.0, "three calls of a second each, one after another, take three"
    assert asked(found) == set(EIGHT)


async def test_an_answer_is_handed_on_while_another_query_hangs(tmp_path: Path) -> None:
    with SearchServices() as services:
        services.script(Fault.HANG)
        async with the_way_out(tmp_path) as net:
            provider = provider_at(services, "perplexity", net)
            async with aclosing(provider.answers(EIGHT[:2], 3, ASKING)) as answers:
                query, hits = await anext(answers)
    assert query == "query 1" and isinstance(hits, tuple) and hits[0].query == "query 1"


async def test_a_server_that_joins_the_results_is_asked_one_query_at_a_time(tmp_path: Path) -> None:
    with SearchServices(joins_lists=True) as services:
        async with the_way_out(tmp_path) as net:
            provider = provider_at(services, "perplexity", net)
            first = await outcomes(provider, EIGHT[:4])
            assert groups(services) == [1, 3, 1, 1, 1]
            services.received.clear()
            second = await outcomes(provider, EIGHT[4:])
            assert groups(services) == [1, 1, 1, 1], "it is remembered"
    assert asked(first) == set(EIGHT[:4]) and asked(second) == set(EIGHT[4:])
    for hits in (*first, *second):
        assert all(isinstance(hit, Hit) and hit.title.startswith(hit.query) for hit in hits)


async def test_a_fault_of_a_shared_call_fails_its_queries_and_no_others(tmp_path: Path) -> None:
    with SearchServices(pages=_broken_for("query 2")) as services:
        async with the_way_out(tmp_path) as net:
            found = await outcomes(provider_at(services, "perplexity", net), EIGHT[:3])
        assert groups(services) == [1, 2]
    assert asked(found) == {"query 0"} and len(failures(found)) == 2


async def test_what_is_asked_twice_in_one_search_is_answered_once(tmp_path: Path) -> None:
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            found = await outcomes(provider_at(services, "perplexity", net), ["json loads", "json loads"])
        assert services.queries == ["json loads"]
    assert len(found) == 1


def _broken_for(bad: str) -> Callable[[str], Sequence[Page]]:
    return lambda query: [Page("a", None, "b")] if query == bad else pages_about(query)
