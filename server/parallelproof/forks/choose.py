"""Which provider makes the forks of a source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol

from ..ports import ForkFailed, ForkProvider
from ..postgres.addresses import database, normal
from ..postgres.embedded import Embedded
from ..settings import ForkChoice, Settings
from . import failures, reflinks
from .clone import CloneForks
from .connecting_address import reachable
from .copy import CopyForks
from .servers import examined, managing
from .transaction import TransactionForks

if TYPE_CHECKING:
    from ..net.net import Net

Make = Callable[[Settings], ForkProvider]


class _OnServer(ForkProvider, Protocol):
    async def close(self) -> None: ...


_ON_SERVER: Mapping[ForkChoice, Callable[[str, int], _OnServer]] = {
    ForkChoice.CLONE: CloneForks,
    ForkChoice.TRANSACTION: TransactionForks,
    ForkChoice.COPY: CopyForks,
}


def clouds(net: Net) -> Mapping[ForkChoice, Make]:
    """Those that ask a cloud for forks, which are billed."""
    from .neon import Neon
    from .tiger import Tiger

    return {ForkChoice.TIGER: partial(Tiger, net), ForkChoice.NEON: partial(Neon, net)}


class Forks:
    """The providers in use, one for each source and choice; `makers` makes those of clouds, `copies` has the copies."""

    def __init__(self, makers: Mapping[ForkChoice, Make] | None = None, copies: Embedded | None = None) -> None:
        self._makers = makers or {}
        self._open: dict[tuple[ForkChoice, str, int], _OnServer] = {}
        self._copies = copies or Embedded(is_durable=False)

    async def address(self, named: str) -> str:
        """An address as drivers read it: for `copy:NAME` that of the copy, whose server runs until we are closed.

        Raises ForkFailed where there is no such copy.
        """
        return await reachable(named, self._copies)

    async def provider(self, address: str, settings: Settings) -> ForkProvider:
        """The one that the settings name, or for `auto` the cheapest that works; raises ForkFailed."""
        choice = settings.fork_provider
        if choice is ForkChoice.AUTO:
            choice = await cheapest(address)
        if choice in self._makers:
            return self._makers[choice](settings)
        if choice not in _ON_SERVER:
            raise ForkFailed(f"Forks of `{choice}` cannot be made here: set `forkProvider` to another.")
        key = choice, normal(address), settings.fork_bytes
        if key not in self._open:
            self._open[key] = _ON_SERVER[choice](address, settings.fork_bytes)
        return self._open[key]

    async def close(self) -> None:
        """Drop what was kept for further forks."""
        for provider in self._open.values():
            await provider.close()
        self._open.clear()
        await self._copies.close()


async def cheapest(address: str) -> ForkChoice:
    """A clone costs nothing, turns in one warm copy cost that copy. A cloud costs money: it has to be asked for."""
    async with managing(address) as connection:
        server = await examined(connection)
    if not server.may_create:
        raise failures.not_allowed(server.role, database(address))
    return ForkChoice.CLONE if await reflinks.problem(server) is None else ForkChoice.TRANSACTION
