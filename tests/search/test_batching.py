"""The first query goes out alone; those that wait for a place share a call where the provider allows it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest
from parallelproof.domain import Hit
from parallelproof.net.limits import Limits, Line
from parallelproof.ports import Leave
from parallelproof.search.perplexity import Perplexity

from tests.backends.search_services import KEY, Fault, Page, SearchServices, pages_about

from .asking import ASKING, asked, eventually, failures, leave_within, outcomes, provider_at, the_way_out

EIGHT = [f"query {n}" for n in range(8)]


def by(user: str) -> Leave:
    """On behalf of a user."""
    return Leave("query", ASKING.settings, user)


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
    with SearchServices() as services:
        services.script(None, Fault.HTML)
        async with the_way_out(tmp_path) as net:
            found = await outcomes(provider_at(services, "perplexity", net), EIGHT[:3])
        assert groups(services) == [1, 2]
    assert asked(found) == {"query 0"} and len(failures(found)) == 2


async def test_a_group_of_the_wrong_shape_fails_its_own_query_only(tmp_path: Path) -> None:
    with SearchServices(pages=_shapeless_for("query 2")) as services:
        async with the_way_out(tmp_path) as net:
            found = await outcomes(provider_at(services, "perplexity", net), EIGHT[:3])
        assert groups(services) == [1, 2]
    assert asked(found) == {"query 0", "query 1"} and len(failures(found)) == 1


@asynccontextmanager
async def one_place(services: SearchServices, folder: Path) -> AsyncIterator[Perplexity]:
    """A provider that may be asked one thing at a time, and is being asked."""
    async with the_way_out(folder) as net:
        line = Line(net, "perplexity", Limits(start=1, most=1, per_s=50, batch=5))
        provider = Perplexity(line, KEY, services.address("perplexity"))
        busy = asyncio.create_task(outcomes(provider, ["busy"], leave=leave_within(60.0)))
        await eventually(lambda: services.in_flight == 1)
        yield provider
        await busy


async def test_where_places_are_rare_a_call_takes_along_what_others_wait_with(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.3) as services:
        async with one_place(services, tmp_path) as provider:
            a = asyncio.create_task(outcomes(provider, ["a1", "a2", "a3"], k=2, leave=by("a")))
            b = asyncio.create_task(outcomes(provider, ["b1", "b2"], k=4, leave=by("b")))
            c = asyncio.create_task(outcomes(provider, ["c1"], k=1, leave=by("c")))
            found = await asyncio.gather(a, b, c)
        calls = [set(request.queries) for request in services.received]
        assert calls == [{"busy"}, {"a1", "b1", "c1"}, {"a2", "a3", "b2"}]
        assert services.most_in_flight == 1
    assert [asked(each) for each in found] == [{"a1", "a2", "a3"}, {"b1", "b2"}, {"c1"}]
    assert [{len(hits) for hits in each} for each in found] == [{2}, {4}, {1}]  # type: ignore[arg-type]


async def test_one_who_leaves_a_shared_call_takes_nothing_from_the_others(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.3) as services:
        async with one_place(services, tmp_path) as provider:
            leaving = asyncio.create_task(outcomes(provider, ["a1"], leave=by("a")))
            staying = asyncio.create_task(outcomes(provider, ["b1"], leave=by("b")))
            await eventually(lambda: ("a1", "b1") in [request.queries for request in services.received])
            leaving.cancel()
            assert asked(await staying) == {"b1"}
        assert leaving.cancelled() and services.queries == ["busy", "a1", "b1"]


async def test_a_shared_call_that_nobody_waits_for_is_ended(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.3) as services:
        async with one_place(services, tmp_path) as provider:
            services.script(Fault.HANG)
            both = [asyncio.create_task(outcomes(provider, [name], leave=by(name))) for name in "ab"]
            await eventually(lambda: ("a", "b") in [request.queries for request in services.received])
            for search in both:
                search.cancel()
            await asyncio.gather(*both, return_exceptions=True)
            await eventually(lambda: services.in_flight == 0)


async def test_what_waits_and_is_left_is_not_asked(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.3) as services:
        async with one_place(services, tmp_path) as provider:
            leaving = asyncio.create_task(outcomes(provider, ["a1", "a2"], leave=by("a")))
            await asyncio.sleep(0.05)
            leaving.cancel()
            assert asked(await outcomes(provider, ["b1"], leave=by("b"))) == {"b1"}
        assert services.queries == ["busy", "b1"]


async def test_a_file_that_is_kept_back_shares_no_call(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("private.py\n")
    with SearchServices(delay_s=0.3) as services:
        async with one_place(services, tmp_path) as provider:
            kept = Leave("query", ASKING.settings, "a", (tmp_path / "private.py",), tmp_path)
            private, public = await asyncio.gather(
                outcomes(provider, ["secret"], leave=kept), outcomes(provider, ["b1"], leave=by("b"))
            )
        assert services.queries == ["busy", "b1"]
    assert "private.py is ignored" in failures(private)[0].reason and asked(public) == {"b1"}


async def test_what_is_asked_twice_in_one_search_is_answered_once(tmp_path: Path) -> None:
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            found = await outcomes(provider_at(services, "perplexity", net), ["json loads", "json loads"])
        assert services.queries == ["json loads"]
    assert len(found) == 1


def _shapeless_for(bad: str) -> Callable[[str], Sequence[Page]]:
    return lambda query: [Page("a", None, "b")] if query == bad else pages_about(query)
