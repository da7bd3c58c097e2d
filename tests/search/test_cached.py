"""A good answer is kept and asked for no more; a bad one is not."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from parallelproof.net.limits import Line
from parallelproof.search.cached import Cached
from parallelproof.search.single_flight import SingleFlight
from parallelproof.store.response_cache import DiskResponses

from tests.backends.search_services import KEY, Fault, SearchServices

from .asking import BY_NAME, asked, failures, outcomes, provider_at, the_way_out

DAY_S = 24 * 3600


class Shelf:
    """A cache in memory that shows what was kept, and for how long."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[bytes, float]] = {}
        self.is_slow = False

    async def get(self, key: str) -> bytes | None:
        """What was kept."""
        return self.rows[key][0] if key in self.rows else None

    async def put(self, key: str, value: bytes, keep_s: float) -> None:
        """Keep it."""
        if self.is_slow:
            await asyncio.sleep(3600)
        self.rows[key] = value, keep_s


async def test_a_hit_makes_no_call_and_gives_the_same_hits(tmp_path: Path) -> None:
    responses = DiskResponses(tmp_path / "responses", 1 << 20)
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            searcher = Cached(provider_at(services, "perplexity", net), responses)
            first = await outcomes(searcher, ["json loads", "aiohttp get"])
            await searcher.close()
            services.received.clear()
            again = Cached(provider_at(services, "perplexity", net), responses)
            second = await outcomes(again, ["aiohttp get", "json loads"])
        assert services.received == []
    assert len(second) == 2 and sorted(map(repr, first)) == sorted(map(repr, second))
    await responses.close()


async def test_equal_queries_of_two_documents_cost_one_call(tmp_path: Path) -> None:
    shelf = Shelf()
    with SearchServices(delay_s=0.2) as services:
        async with the_way_out(tmp_path) as net:
            searcher = Cached(SingleFlight(provider_at(services, "perplexity", net)), shelf)
            await asyncio.gather(outcomes(searcher, ["json loads"]), outcomes(searcher, ["json loads"]))
            await outcomes(searcher, ["JSON  loads"])
        assert services.queries == ["json loads"]


async def test_only_the_missing_queries_are_asked_and_the_kept_ones_come_first(tmp_path: Path) -> None:
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            searcher = Cached(provider_at(services, "perplexity", net), Shelf())
            await outcomes(searcher, ["b"])
            found = await outcomes(searcher, ["a", "b", "c"])
        assert services.queries == ["b", "a", "c"]
    assert asked(found) == {"a", "b", "c"} and asked(found[:1]) == {"b"}


@pytest.mark.parametrize("fault", sorted(set(Fault) - {Fault.HANG, Fault.DRIP}))
async def test_a_failure_is_not_kept(fault: Fault, tmp_path: Path) -> None:
    shelf = Shelf()
    with SearchServices() as services:
        services.always = fault
        async with the_way_out(tmp_path) as net:
            found = await outcomes(Cached(provider_at(services, "perplexity", net), shelf), ["json loads"])
    assert failures(found) and not shelf.rows


async def test_pages_are_kept_for_a_day_and_nothing_found_for_minutes(tmp_path: Path) -> None:
    shelf = Shelf()
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            searcher = Cached(provider_at(services, "perplexity", net), shelf)
            await outcomes(searcher, ["json loads"])
            await searcher.close()
            services.pages = lambda query: ()
            assert await outcomes(searcher, ["nothing"]) == [()]
            await searcher.close()
            assert await outcomes(searcher, ["nothing"]) == [()]
        assert services.queries == ["json loads", "nothing"]
    assert [keep_s for _, keep_s in shelf.rows.values()] == [DAY_S, 600]


async def test_each_provider_address_and_number_of_results_has_answers_of_its_own(tmp_path: Path) -> None:
    shelf = Shelf()
    with SearchServices() as services, SearchServices() as other_services:
        async with the_way_out(tmp_path) as net:
            perplexity = provider_at(services, "perplexity", net)
            await outcomes(Cached(perplexity, shelf), ["a"], k=3)
            await outcomes(Cached(perplexity, shelf), ["a"], k=4)
            await outcomes(Cached(provider_at(services, "tavily", net), shelf), ["a"], k=3)
            await outcomes(Cached(provider_at(other_services, "perplexity", net), shelf), ["a"], k=3)
        assert len(services.received) == 3 and len(other_services.received) == 1
    assert len(shelf.rows) == 4


async def test_another_key_of_the_same_provider_shares_what_is_kept_and_no_key_is_kept(tmp_path: Path) -> None:
    shelf = Shelf()
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            await outcomes(Cached(provider_at(services, "exa", net), shelf), ["a"])
            line = Line(net, "exa", BY_NAME["exa"].limits)
            await outcomes(Cached(BY_NAME["exa"](line, "another", services.address("exa")), shelf), ["a"])
        assert len(services.received) == 1
    assert KEY not in repr(shelf.rows)


@pytest.mark.parametrize(
    "row", [b"", b"\xff", b"7", b'{"a": 1}', b'["abc"]', b"[[1, 2]]", b'[{"url": "https://e.org"}]', b"[" * 100_000]
)
async def test_a_damaged_row_is_none(row: bytes, tmp_path: Path) -> None:
    shelf = Shelf()
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            searcher = Cached(provider_at(services, "perplexity", net), shelf)
            await outcomes(searcher, ["json loads"])
            await searcher.close()
            shelf.rows = dict.fromkeys(shelf.rows, (row, 1.0))
            assert asked(await outcomes(searcher, ["json loads"])) == {"json loads"}
        assert services.queries == ["json loads"] * 2


async def test_a_hostile_row_is_cleaned_like_any_answer(tmp_path: Path) -> None:
    shelf = Shelf()
    rows = [{"title": "<b>t", "url": url, "text": "[a](command:x)"} for url in ("javascript:x", "https://e.org/")]
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            searcher = Cached(provider_at(services, "perplexity", net), shelf)
            await outcomes(searcher, ["json loads"])
            await searcher.close()
            shelf.rows = dict.fromkeys(shelf.rows, (json.dumps(rows).encode(), 1.0))
            ((hit,),) = await outcomes(searcher, ["json loads"])  # type: ignore[misc]
    assert (hit.title, hit.url, hit.snippet) == ("t", "https://e.org/", "a")


async def test_a_slow_disk_delays_no_answer_and_what_is_on_its_way_there_counts_as_kept(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.is_slow = True
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            searcher = Cached(provider_at(services, "perplexity", net), shelf)
            async with asyncio.timeout(5):
                await outcomes(searcher, ["json loads"])
                assert asked(await outcomes(searcher, ["json loads"])) == {"json loads"}
        assert services.queries == ["json loads"] and not shelf.rows
