"""All forks that settings lead to, whoever made them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from ..domain import Fork
from ..ports import ForkFailed, ForkProvider
from ..postgres import Unreachable
from ..postgres.embedded import Embedded
from ..settings import ForkChoice, Settings
from .connecting_address import copy_named
from .copy import CopyForks
from .names import PREFIX
from .workspace import Workspaces

Make = Callable[[Settings], ForkProvider]


async def listed(wanted: Iterable[Settings], clouds: Mapping[ForkChoice, Make]) -> tuple[list[Fork], list[str]]:
    """Those on the databases of the settings, on the embedded server if it runs, in clouds, and of folders.

    Newest first, each once; and a sentence for each place that did not answer.
    """
    found: dict[str, Fork] = {}
    problems: dict[str, None] = {}
    for place in [_folders, _embedded, *_places(wanted, clouds)]:
        try:
            found |= {fork.name: fork for fork in await place()}
        except (ForkFailed, Unreachable) as error:
            problems[str(error)] = None
    return sorted(found.values(), key=lambda fork: fork.created_at, reverse=True), list(problems)


def _places(
    wanted: Iterable[Settings], clouds: Mapping[ForkChoice, Make]
) -> Iterable[Callable[[], Awaitable[Sequence[Fork]]]]:
    providers: dict[object, ForkProvider] = {}
    for settings in wanted:
        choice, address = settings.fork_provider, settings.database
        if choice in clouds:
            key = choice, settings.fork_service, settings.fork_url, settings.fork_key
            providers[key] = clouds[choice](settings)
        elif address and copy_named(address) is None:
            providers[address] = CopyForks(address, settings.fork_bytes)
    return [lambda provider=provider: provider.list(PREFIX) for provider in providers.values()]  # type: ignore[misc]


async def _folders() -> Sequence[Fork]:
    return await Workspaces().list(PREFIX)


async def _embedded() -> Sequence[Fork]:
    """Without its server there are none: it is not started to say so."""
    embedded = Embedded(is_durable=False)
    if not embedded.is_running:
        return []
    try:
        return await CopyForks(await embedded.address(), Settings().fork_bytes).list(PREFIX)
    finally:
        await embedded.close()
