"""What every search provider must do, whoever it is and whatever its service does."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

import pytest
from parallelproof.domain import Hit, SourceFailure
from parallelproof.net.exchange import Exchange
from parallelproof.ports import Leave

from tests.backends.search_services import BODY_TEXT, KEY, PROVIDERS, Fault, Page, SearchServices

from .asking import asked, eventually, failures, leave_within, outcomes, provider_at, the_way_out

DEADLINES_S = {Fault.HANG: 0.5, Fault.DRIP: 0.5}
SLACK_S = 4.0
QUERIES = ("json loads", "aiohttp get", "tcp keepalive")
SAYS = {
    Fault.GARBAGE: "JSON that is not valid",
    Fault.ENDLESS: "cut off",
    Fault.DRIP: "did not answer within 0.5 s",
    Fault.REDIRECT: "sends elsewhere, to localhost, which is not followed",
    Fault.HTML: "a web page instead of JSON",
    Fault.SHAPE: "JSON of another shape",
    Fault.UNAUTHORIZED: "refused the key",
    Fault.FORBIDDEN: "refused the key",
    Fault.NOT_FOUND: "nothing at this address",
    Fault.THROTTLED: "asks to wait 60 s",
    Fault.BROKEN: "an error of its own (HTTP 500)",
    Fault.RESET: "broke the connection",
    Fault.HANG: "did not answer within 0.5 s",
}
SEARXNG_SAYS = {Fault.UNAUTHORIZED: "asks for a login", Fault.FORBIDDEN: "does not give JSON"}

every_provider = pytest.mark.parametrize("name", PROVIDERS)
every_fault = pytest.mark.parametrize("fault", Fault)


@every_provider
async def test_a_query_gives_its_hits_best_first_and_no_more_than_asked(name: str, tmp_path: Path) -> None:
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            (hits,) = await outcomes(provider_at(services, name, net), ["json loads"], k=2)
    assert [(hit.title, hit.url, hit.date) for hit in hits] == [
        ("json loads, part 1", "https://docs.example.org/json-loads/1", "2026-11-02"),
        ("json loads, part 2", "https://docs.example.org/json-loads/2", "2026-11-02"),
    ]
    assert all(hit.snippet.startswith("What json loads does") for hit in hits)
    assert {(hit.query, hit.source) for hit in hits} == {("json loads", name)}


@every_provider
async def test_each_of_several_queries_gets_hits_of_its_own(name: str, tmp_path: Path) -> None:
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            found = await outcomes(provider_at(services, name, net), QUERIES)
    assert len(found) == 3 and asked(found) == set(QUERIES)
    for hits in found:
        assert all(isinstance(hit, Hit) and hit.title.startswith(hit.query) for hit in hits)


@every_provider
async def test_nothing_found_is_an_answer_without_hits(name: str, tmp_path: Path) -> None:
    with SearchServices(pages=lambda query: ()) as services:
        async with the_way_out(tmp_path) as net:
            assert await outcomes(provider_at(services, name, net), QUERIES) == [(), (), ()]


@every_provider
async def test_nothing_asked_asks_nobody(name: str, tmp_path: Path) -> None:
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            assert await outcomes(provider_at(services, name, net), []) == []
        assert services.received == []


@every_provider
async def test_the_key_goes_where_the_provider_wants_it(name: str, tmp_path: Path) -> None:
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            await outcomes(provider_at(services, name, net), ["json loads"])
        assert [request.key for request in services.received] == [None if name == "searxng" else KEY]


@every_fault
@every_provider
async def test_a_fault_is_named_and_in_time_and_nothing_leaks(
    name: str, fault: Fault, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with SearchServices() as services:
        services.always = fault
        async with the_way_out(tmp_path) as net:
            provider = provider_at(services, name, net)
            began_s = time.monotonic()
            (outcome,) = await outcomes(provider, ["json loads"], leave=_leave(fault))
            assert time.monotonic() - began_s < DEADLINES_S.get(fault, 0.0) + SLACK_S
        assert services.elsewhere_calls == 0
    assert isinstance(outcome, SourceFailure) and outcome.source == name
    assert (SAYS | SEARXNG_SAYS if name == "searxng" else SAYS)[fault] in outcome.reason
    seen = [caplog.text, repr(outcome), repr(provider), repr(provider.line), (tmp_path / "audit.jsonl").read_text()]
    for text in seen:
        assert KEY not in text and BODY_TEXT not in text


@every_fault
@every_provider
async def test_a_fault_costs_its_own_query_only(name: str, fault: Fault, tmp_path: Path) -> None:
    with SearchServices() as services:
        services.script(fault)
        async with the_way_out(tmp_path) as net:
            found = await outcomes(provider_at(services, name, net), QUERIES, leave=_leave(fault))
    if fault in (Fault.BROKEN, Fault.RESET):
        assert asked(found) == set(QUERIES), "what may be gone at once is tried once more"
    elif fault is Fault.THROTTLED:
        assert failures(found) and asked(found) <= set(QUERIES[1:]), "whoever asks for a pause gets it"
    else:
        assert len(failures(found)) == 1 and asked(found) == set(QUERIES[1:])


@every_provider
async def test_a_service_that_asks_for_a_minute_is_left_alone(name: str, tmp_path: Path) -> None:
    with SearchServices() as services:
        services.script(Fault.THROTTLED)
        async with the_way_out(tmp_path) as net:
            provider = provider_at(services, name, net)
            await outcomes(provider, ["json loads"])
            found = await outcomes(provider, QUERIES)
        assert len(failures(found)) == 3 and "as it wished" in failures(found)[0].reason
        assert services.queries == ["json loads"]


@every_provider
async def test_a_certificate_that_nobody_vouches_for_ends_the_call(name: str, tmp_path: Path) -> None:
    with SearchServices(tls=True) as services:
        async with the_way_out(tmp_path) as net:
            (outcome,) = await outcomes(provider_at(services, name, net), ["json loads"])
        assert services.received == []
    assert isinstance(outcome, SourceFailure) and "a certificate that this machine does not trust" in outcome.reason


@every_provider
async def test_nobody_at_the_address_is_named(name: str, tmp_path: Path) -> None:
    with SearchServices() as services:
        pass
    async with the_way_out(tmp_path) as net:
        (outcome,) = await outcomes(provider_at(services, name, net), ["json loads"])
    assert isinstance(outcome, SourceFailure) and "cannot be reached (connection refused)" in outcome.reason


@every_provider
async def test_whoever_stops_waiting_ends_every_call(name: str, tmp_path: Path) -> None:
    with SearchServices() as services:
        services.always = Fault.HANG
        async with the_way_out(tmp_path) as net:
            search = asyncio.create_task(outcomes(provider_at(services, name, net), QUERIES))
            await eventually(lambda: services.in_flight > 1)
            search.cancel()
            with pytest.raises(asyncio.CancelledError):
                await search
            await eventually(lambda: services.in_flight == 0)


@every_provider
async def test_hits_without_addresses_are_a_wrong_shape_and_those_with_bad_ones_are_no_hits(
    name: str, tmp_path: Path
) -> None:
    pages = {"no address": [Page("a", None, "b")], "bad address": [Page("a", "javascript:alert(1)", "b")]}
    with SearchServices(pages=pages.__getitem__) as services:
        async with the_way_out(tmp_path) as net:
            provider = provider_at(services, name, net)
            (shapeless,) = await outcomes(provider, ["no address"])
            assert await outcomes(provider, ["bad address"]) == [()]
    assert isinstance(shapeless, SourceFailure) and "JSON of another shape" in shapeless.reason


@every_provider
async def test_what_is_sent_never_shows_the_key(name: str, tmp_path: Path) -> None:
    with SearchServices() as services:
        async with the_way_out(tmp_path) as net:
            exchange = provider_at(services, name, net).request(["json loads"], 3, 1.0)
    assert isinstance(exchange, Exchange) and KEY not in repr(exchange) and KEY not in exchange.url


def _leave(fault: Fault) -> Leave:
    return leave_within(DEADLINES_S.get(fault, 5.0))
