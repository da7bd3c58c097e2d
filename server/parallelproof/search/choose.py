"""Which search service is asked: by the settings, and by the keys that are found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from ..domain import Hit, SourceFailure
from ..net.gate import refusal
from ..net.keys import Keys
from ..net.limits import Line
from ..net.net import Net
from ..ports import Leave, NotAsked, ResponseCache, Unanswered
from ..settings import Privacy, SearchProvider, Settings
from .brave import Brave
from .cached import Cached
from .exa import Exa
from .leaving import is_refused
from .perplexity import Perplexity
from .provider import Provider
from .searxng import SearXNG
from .single_flight import SingleFlight
from .sonar import Sonar
from .tavily import Tavily

PROVIDERS: tuple[type[Provider], ...] = (Perplexity, Tavily, Brave, Exa, SearXNG, Sonar)
"""Every provider; `auto` takes the first that is set up, but for chat, which is only asked where it is chosen."""

_SEARXNG_URL = "SEARXNG_URL"
_NOTHING_SET_UP = (
    "no search service is set up: put a key into the environment (PERPLEXITY_API_KEY, TAVILY_API_KEY, BRAVE_API_KEY "
    "or EXA_API_KEY), or set `searchUrl` to a SearXNG of your own"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A provider that can be asked, where, and with which key."""

    provider: type[Provider]
    url: str
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A provider by itself, and with what is kept and with the calls of others."""

    alone: Provider
    shared: Cached


class ChosenSearcher:
    """A `ports.Searcher` that asks whom the settings of each call name. One line for each provider, address and key."""

    name = "web search"

    def __init__(self, net: Net, cache: ResponseCache, environment: Mapping[str, str]) -> None:
        self._net, self._cache, self._environment = net, cache, environment
        self._keys = Keys(environment)
        self._all_asked: dict[Choice, _Asked] = {}

    async def search(
        self, queries: Sequence[str], k: int, leave: Leave
    ) -> AsyncIterator[Sequence[Hit] | SourceFailure]:
        """The hits of each query as they come; raises Unanswered where nobody can or may be asked."""
        choice = await self._choice(leave.settings)
        if why := refusal(choice.url, leave):
            kept = NotAsked if leave.settings.privacy is Privacy.LOCAL_ONLY else Unanswered
            raise kept(choice.provider.name, f"{choice.provider.name} was not asked: {why}")
        asked = self._asked(choice)
        searcher = asked.alone if await is_refused(choice.url, leave) else asked.shared
        async with aclosing(searcher.answers(queries, k, leave)) as answers:
            async for _, outcome in answers:
                yield outcome

    async def available(self, settings: Settings) -> str | None:
        """The name of a provider whose key is found, but which the privacy mode `local-only` keeps from being asked."""
        if settings.privacy is not Privacy.LOCAL_ONLY:
            return None
        try:
            choice = await self._choice(settings)
        except Unanswered:
            return None
        return choice.provider.title if choice.key and refusal(choice.url, Leave("query", settings)) else None

    async def standing(self, settings: Settings) -> str:
        """Whether the web is searched under these settings, by whom, or why not, in a few words."""
        if settings.search_provider is SearchProvider.NONE:
            return "off (`searchProvider` is `none`)"
        try:
            choice = await self._choice(settings)
        except NotAsked:
            return "off (no key)"
        except Unanswered as unanswered:
            return f"off ({unanswered.reason})"
        why = refusal(choice.url, Leave("query", settings))
        return f"off ({why})" if why else f"{choice.provider.title} is asked"

    def status(self) -> list[str]:
        """How it stands with each provider that was asked, in a line each."""
        return [f"{asked.alone.title}: {asked.alone.line.status}" for asked in self._all_asked.values()]

    async def close(self) -> None:
        """Wait until all that is being kept is kept."""
        for asked in self._all_asked.values():
            await asked.shared.close()

    def _asked(self, choice: Choice) -> _Asked:
        if choice not in self._all_asked:
            line = Line(self._net, choice.provider.name, choice.provider.limits)
            alone = choice.provider(line, choice.key, choice.url)
            self._all_asked[choice] = _Asked(alone, Cached(SingleFlight(alone), self._cache))
        return self._all_asked[choice]

    async def _choice(self, settings: Settings) -> Choice:
        if settings.search_provider is SearchProvider.NONE:
            raise NotAsked(self.name, "the web is not searched: the setting `searchProvider` is `none`")
        if settings.search_provider is SearchProvider.AUTO:
            return await self._first(settings)
        provider = next(each for each in PROVIDERS if each.name == settings.search_provider)
        url = settings.search_url or (self._environment.get(_SEARXNG_URL, "") if not provider.home else provider.home)
        if not url:
            raise Unanswered(provider.name, f"{provider.title} needs an address: set `searchUrl`, or {_SEARXNG_URL}")
        if not provider.key_names:
            return Choice(provider, url)
        key = settings.search_key or await self._key(provider)
        if not key and not settings.search_url:
            names = " or ".join(provider.key_names)
            raise Unanswered(provider.name, f"{provider.title} needs a key: set `searchKey`, or {names}")
        return Choice(provider, url, key)

    async def _first(self, settings: Settings) -> Choice:
        """The first that is set up. A key is only ever meant for the provider that gave it, at its own address."""
        if settings.search_url:
            return Choice(SearXNG, settings.search_url)
        if settings.search_key:
            return _owner(settings.search_key)
        providers = [each for each in PROVIDERS if each.key_names and each is not Sonar]
        keys = await asyncio.gather(*(self._key(provider) for provider in providers))
        for provider, key in zip(providers, keys, strict=True):
            if key:
                return Choice(provider, provider.home, key)
        if url := self._environment.get(_SEARXNG_URL):
            return Choice(SearXNG, url)
        raise NotAsked(self.name, _NOTHING_SET_UP)

    async def _key(self, provider: type[Provider]) -> str:
        return await self._keys.find("", provider.key_names, provider.name)


def _owner(key: str) -> Choice:
    for provider in PROVIDERS:
        if provider.key_start and key.startswith(provider.key_start):
            return Choice(provider, provider.home, key)
    raise Unanswered(ChosenSearcher.name, "it cannot be told whose key `searchKey` is: set `searchProvider` as well")
