"""Whom a search asks: by the settings, by the keys that are found, and never without leave."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from parallelproof.ports import Leave, Unanswered
from parallelproof.search.choose import PROVIDERS, ChosenSearcher
from parallelproof.settings import Privacy, SearchProvider, Settings
from parallelproof.store.response_cache import DiskResponses

from tests.backends.search_services import KEY, Fault, SearchServices
from tests.backends.search_services import PROVIDERS as SERVICES

from .asking import asked, eventually, failures, outcomes, the_way_out

AUTO = Settings()
ALLOWED = Settings(privacy=Privacy.QUERIES_ONLY)


class Ring(KeyringBackend):
    """A keyring in memory that counts how often it is asked."""

    priority = 1

    def __init__(self, **keys: str) -> None:
        super().__init__()
        self.keys, self.lookups = keys, list[str]()
        self.is_open = threading.Event()
        self.is_open.set()

    def get_password(self, service: str, username: str) -> str | None:
        """The key of a provider."""
        self.is_open.wait(10)
        self.lookups.append(username)
        return self.keys.get(username) if service == "parallelproof" else None

    def set_password(self, service: str, username: str, password: str) -> None:
        """Nobody but a person writes to a keyring."""
        raise AssertionError


@pytest.fixture(autouse=True)
def ring() -> Iterator[Ring]:
    """The only keyring that the tests see."""
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@asynccontextmanager
async def choosing(folder: Path, environment: Mapping[str, str] | None = None) -> Any:
    """A searcher that chooses, with an empty cache."""
    responses = DiskResponses(folder / "responses", 1 << 20)
    async with the_way_out(folder) as net:
        searcher = ChosenSearcher(net, responses, environment or {})
        yield searcher
        await searcher.close()
    await responses.close()


async def reason(searcher: ChosenSearcher, settings: Settings) -> str:
    """Why a search is not answered."""
    with pytest.raises(Unanswered) as unanswered:
        await outcomes(searcher, ["json loads"], leave=Leave("query", settings))
    assert KEY not in unanswered.value.reason
    return f"{unanswered.value.source}: {unanswered.value.reason}"


@pytest.mark.parametrize("name", SERVICES)
async def test_the_provider_that_is_set_is_asked_at_the_address_and_with_the_key_that_are_set(
    name: str, tmp_path: Path
) -> None:
    with SearchServices() as services:
        settings = Settings(
            search_provider=SearchProvider(name),
            search_url=services.address(name),
            search_key=KEY,
            privacy=Privacy.LOCAL_ONLY,
        )
        async with choosing(tmp_path) as searcher:
            found = await outcomes(searcher, ["json loads"], leave=Leave("query", settings))
            assert searcher.status() == [f"{_title(name)}: 0 of {_start(name)} at once, 0 waiting"]
        assert [request.provider for request in services.received] == [name]
    assert asked(found) == {"json loads"} and {hit.source for hits in found for hit in hits} == {name}


@pytest.mark.parametrize("variable", ["BRAVE_API_KEY", "BRAVE_SEARCH_API_KEY"])
async def test_a_key_is_found_in_the_environment(variable: str, tmp_path: Path) -> None:
    with SearchServices() as services:
        settings = Settings(search_provider=SearchProvider.BRAVE, search_url=services.address("brave"))
        async with choosing(tmp_path, {variable: KEY}) as searcher:
            assert asked(await outcomes(searcher, ["a"], leave=Leave("query", settings))) == {"a"}


async def test_a_key_is_found_in_the_keyring_and_looked_up_once(ring: Ring, tmp_path: Path) -> None:
    ring.keys["tavily"] = KEY
    with SearchServices() as services:
        settings = Settings(search_provider=SearchProvider.TAVILY, search_url=services.address("tavily"))
        async with choosing(tmp_path) as searcher:
            leave = Leave("query", settings)
            await asyncio.gather(*(outcomes(searcher, [query], leave=leave) for query in "abc"))
        assert sorted(services.queries) == ["a", "b", "c"]
    assert ring.lookups == ["tavily"]


async def test_one_who_stops_waiting_for_a_key_does_not_end_the_lookup_for_others(ring: Ring, tmp_path: Path) -> None:
    ring.keys["tavily"] = KEY
    ring.is_open.clear()
    with SearchServices() as services:
        leave = Leave("query", Settings(search_provider=SearchProvider.TAVILY, search_url=services.address("tavily")))
        async with choosing(tmp_path) as searcher:
            leaving, staying = (asyncio.create_task(outcomes(searcher, [q], leave=leave)) for q in ("a", "b"))
            await asyncio.sleep(0.05)
            leaving.cancel()
            await asyncio.sleep(0.05)
            ring.is_open.set()
            assert asked(await staying) == {"b"}
    assert ring.lookups == ["tavily"]


STANDING: dict[str, tuple[dict[str, str], Settings, str]] = {
    "no key": ({}, ALLOWED, "off (no key)"),
    "none": ({"EXA_API_KEY": "k"}, replace(ALLOWED, search_provider=SearchProvider.NONE), "off (`searchProvider` is"),
    "local-only": ({"EXA_API_KEY": "k"}, AUTO, "off (the setting `privacy` is `local-only`"),
    "no address": ({}, replace(ALLOWED, search_provider=SearchProvider.SEARXNG), "off (SearXNG needs an address"),
    "on": ({"EXA_API_KEY": "k"}, ALLOWED, "Exa is asked"),
}


@pytest.mark.parametrize(("environment", "settings", "words"), STANDING.values(), ids=STANDING)
async def test_it_is_said_whether_the_web_is_searched(
    environment: dict[str, str], settings: Settings, words: str, tmp_path: Path
) -> None:
    async with choosing(tmp_path, environment) as searcher:
        assert (await searcher.standing(settings)).startswith(words)


@pytest.mark.parametrize(
    ("environment", "settings", "is_off"),
    [
        ({}, AUTO, True), ({}, ALLOWED, True), ({"EXA_API_KEY": "k"}, AUTO, True),
        ({}, replace(ALLOWED, search_url="http://s.example.org"), False),
    ],
)  # fmt: skip
async def test_what_nobody_wants_to_be_asked_is_off_and_what_is_set_up_wrongly_fails(
    environment: dict[str, str], settings: Settings, is_off: bool, tmp_path: Path
) -> None:
    async with choosing(tmp_path, environment) as searcher:
        with pytest.raises(Unanswered) as raised:
            await outcomes(searcher, ["a"], leave=Leave("query", settings))
        assert raised.value.failure.is_off is is_off


AUTOMATIC: dict[str, tuple[dict[str, str], str]] = {
    "perplexity before all others": ({"EXA_API_KEY": "k", "PERPLEXITY_API_KEY": "k"}, "perplexity"),
    "tavily before brave": ({"BRAVE_API_KEY": "k", "TAVILY_API_KEY": "k"}, "tavily"),
    "exa": ({"EXA_API_KEY": "k"}, "exa"),
    "a key before an address": ({"SEARXNG_URL": "https://s.example.org", "EXA_API_KEY": "k"}, "exa"),
    "an address alone": ({"SEARXNG_URL": "https://s.example.org"}, "searxng"),
    "empty variables are none": ({"EXA_API_KEY": "", "SEARXNG_URL": "https://s.example.org"}, "searxng"),
}


@pytest.mark.parametrize(("environment", "name"), AUTOMATIC.values(), ids=AUTOMATIC)
async def test_auto_is_the_first_that_is_set_up(environment: dict[str, str], name: str, tmp_path: Path) -> None:
    async with choosing(tmp_path, environment) as searcher:
        assert (await reason(searcher, AUTO)).startswith(f"{name}: {name} was not asked: the setting `privacy` is")


@pytest.mark.parametrize(("key", "name"), [("pplx-1", "perplexity"), ("tvly-1", "tavily"), ("BSA1", "brave")])
async def test_auto_knows_whose_key_is_set(key: str, name: str, tmp_path: Path) -> None:
    async with choosing(tmp_path, {"EXA_API_KEY": "k"}) as searcher:
        assert (await reason(searcher, replace(AUTO, search_key=key))).startswith(f"{name}: {name} was not asked")


async def test_a_key_that_could_be_anybodys_is_sent_to_nobody(tmp_path: Path) -> None:
    async with choosing(tmp_path) as searcher:
        said = await reason(searcher, replace(ALLOWED, search_key="0123-4567"))
    assert "it cannot be told whose key `searchKey` is: set `searchProvider` as well" in said and "0123" not in said


async def test_auto_takes_an_address_for_a_searxng_and_sends_it_no_key(tmp_path: Path) -> None:
    with SearchServices() as services:
        settings = Settings(search_url=services.address("searxng"), search_key=KEY)
        async with choosing(tmp_path, {"PERPLEXITY_API_KEY": KEY}) as searcher:
            assert asked(await outcomes(searcher, ["a"], leave=Leave("query", settings))) == {"a"}
        assert [request.key for request in services.received] == [None]


MISSING: dict[str, tuple[Settings, str]] = {
    "nothing": (ALLOWED, "web search: no search service is set up: put a key into the environment"),
    "none": (
        replace(ALLOWED, search_provider=SearchProvider.NONE),
        "web search: the web is not searched: the setting `searchProvider` is `none`",
    ),
    "key": (
        replace(ALLOWED, search_provider=SearchProvider.BRAVE),
        "brave: Brave Search needs a key: set `searchKey`, or BRAVE_API_KEY or BRAVE_SEARCH_API_KEY",
    ),
    "address": (
        replace(ALLOWED, search_provider=SearchProvider.SEARXNG),
        "searxng: SearXNG needs an address: set `searchUrl`, or SEARXNG_URL",
    ),
    "secure": (
        replace(ALLOWED, search_url="http://s.example.org"),
        "searxng: searxng was not asked: plain http is for this machine only; use https:// for s.example.org",
    ),
    "login": (
        replace(ALLOWED, search_url="https://me:secret@s.example.org"),
        "searxng: searxng was not asked: its address holds a user name or password",
    ),
    "not an address": (
        replace(ALLOWED, search_url="s.example.org"),
        "searxng: searxng was not asked: its address must",
    ),
}


@pytest.mark.parametrize(("settings", "said"), MISSING.values(), ids=MISSING)
async def test_what_is_missing_is_said_in_one_sentence(settings: Settings, said: str, tmp_path: Path) -> None:
    async with choosing(tmp_path) as searcher:
        assert (await reason(searcher, settings)).startswith(said)
        assert searcher.status() == []


async def test_a_search_that_may_not_leave_takes_nothing_from_the_cache_either(tmp_path: Path) -> None:
    with SearchServices() as services:
        settings = Settings(search_provider=SearchProvider.EXA, search_url=services.address("exa"), search_key=KEY)
        async with choosing(tmp_path) as searcher:
            await outcomes(searcher, ["a"], leave=Leave("query", settings))
            elsewhere = replace(settings, search_url="https://api.exa.ai")
            assert "the setting `privacy` is `local-only`" in await reason(searcher, elsewhere)


async def test_each_call_follows_its_own_settings_and_each_service_keeps_its_line(tmp_path: Path) -> None:
    with SearchServices() as services:
        async with choosing(tmp_path) as searcher:
            for name in ("exa", "tavily", "exa"):
                settings = Settings(
                    search_provider=SearchProvider(name), search_url=services.address(name), search_key=KEY
                )
                await outcomes(searcher, [f"query {len(services.received)}"], leave=Leave("query", settings))
            assert [line.partition(":")[0] for line in searcher.status()] == ["Exa", "Tavily"]
        assert [request.provider for request in services.received] == ["exa", "tavily", "exa"]


async def test_equal_queries_of_two_documents_cost_one_call(tmp_path: Path) -> None:
    with SearchServices(delay_s=0.2) as services:
        settings = Settings(search_provider=SearchProvider.EXA, search_url=services.address("exa"), search_key=KEY)
        mine, yours = (Leave("query", settings, user=user) for user in ("me", "you"))
        async with choosing(tmp_path) as searcher:
            found = await asyncio.gather(
                outcomes(searcher, ["a", "b"], leave=mine), outcomes(searcher, ["b", "a"], leave=yours)
            )
            later = await outcomes(searcher, ["A"], leave=yours)
        assert sorted(services.queries) == ["a", "b"]
    assert all(asked(each) == {"a", "b"} for each in found) and asked(later) == {"A"}


async def test_a_file_that_is_kept_back_fails_alone_and_tells_nobody_else_of_it(tmp_path: Path) -> None:
    (tmp_path / ".parallelproofignore").write_text("private.py\n")
    with SearchServices(delay_s=0.2) as services:
        settings = Settings(search_provider=SearchProvider.EXA, search_url=services.address("exa"), search_key=KEY)
        mine, yours = (
            Leave("query", settings, user=name, paths=(tmp_path / name,), root=tmp_path)
            for name in ("private.py", "public.py")
        )
        async with choosing(tmp_path) as searcher:
            kept, free = await asyncio.gather(
                outcomes(searcher, ["a"], leave=mine), outcomes(searcher, ["a"], leave=yours)
            )
        assert services.queries == ["a"]
    assert "private.py is ignored" in failures(kept)[0].reason and asked(free) == {"a"}


async def test_whoever_stops_waiting_ends_the_call(tmp_path: Path) -> None:
    with SearchServices() as services:
        services.always = Fault.HANG
        settings = Settings(search_provider=SearchProvider.EXA, search_url=services.address("exa"), search_key=KEY)
        async with choosing(tmp_path) as searcher:
            search = asyncio.create_task(outcomes(searcher, ["a", "b"], leave=Leave("query", settings)))
            await eventually(lambda: services.in_flight == 2)
            search.cancel()
            await asyncio.gather(search, return_exceptions=True)
            await eventually(lambda: services.in_flight == 0)


OFFERS: dict[str, tuple[Settings, dict[str, str], str | None]] = {
    "a key in the environment": (AUTO, {"PERPLEXITY_API_KEY": KEY}, "Perplexity Search"),
    "a key in the settings": (replace(AUTO, search_key="tvly-1"), {}, "Tavily"),
    "no key": (AUTO, {}, None),
    "an address is no key": (AUTO, {"SEARXNG_URL": "https://s.example.org"}, None),
    "allowed already": (ALLOWED, {"PERPLEXITY_API_KEY": KEY}, None),
    "switched off": (replace(AUTO, search_provider=SearchProvider.NONE), {"PERPLEXITY_API_KEY": KEY}, None),
    "on this machine": (
        replace(AUTO, search_provider=SearchProvider.EXA, search_url="http://127.0.0.1:1", search_key="k"), {}, None
    ),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "environment", "title"), OFFERS.values(), ids=OFFERS)
async def test_a_key_that_privacy_keeps_from_being_used_is_named_so_that_it_can_be_offered(
    settings: Settings, environment: dict[str, str], title: str | None, tmp_path: Path
) -> None:
    async with choosing(tmp_path, environment) as searcher:
        assert await searcher.available(settings) == title


async def test_a_key_in_the_keyring_is_offered(ring: Ring, tmp_path: Path) -> None:
    ring.keys["brave"] = KEY
    async with choosing(tmp_path) as searcher:
        assert await searcher.available(AUTO) == "Brave Search"
        assert "brave was not asked" in await reason(searcher, AUTO)
    assert sorted(ring.lookups) == ["brave", "exa", "perplexity", "tavily"]


async def test_no_key_is_ever_seen(ring: Ring, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ring.keys["exa"] = KEY
    with SearchServices() as services:
        settings = Settings(search_provider=SearchProvider.EXA, search_url=services.address("exa"))
        async with choosing(tmp_path) as searcher:
            await outcomes(searcher, ["a"], leave=Leave("query", settings))
            seen = f"{searcher!r} {vars(searcher)!r} {searcher.status()} {settings} {caplog.text}"
    assert KEY not in seen
    assert KEY not in (tmp_path / "audit.jsonl").read_text()


def test_importing_the_searchers_imports_nothing_heavy() -> None:
    heavy = "{'aiohttp', 'openai', 'pydantic', 'keyring', 'httpx2'}"
    code = f"import sys, parallelproof.search.choose; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def _title(name: str) -> str:
    return next(provider.title for provider in PROVIDERS if provider.name == name)


def _start(name: str) -> int:
    return next(provider.limits.start for provider in PROVIDERS if provider.name == name)
