"""How a copy is named where the address of a database is asked for: `copy:shop` is `shop` on the embedded server."""

from __future__ import annotations

from ..ports import ForkFailed
from ..postgres import Unreachable
from ..postgres.embedded import Embedded
from .connecting_origin import copies
from .servers import managing

_PREFIX = "copy:"


def copy_named(address: str) -> str | None:
    """The name of the copy that is meant; None for the address of a server."""
    return address.strip().removeprefix(_PREFIX) if address.strip().startswith(_PREFIX) else None


async def reachable(address: str, embedded: Embedded) -> str:
    """The address as drivers read it; a copy's server is started. Raises ForkFailed where there is no such copy."""
    name = copy_named(address)
    if name is None:
        return address
    try:
        server = await embedded.address()
    except Unreachable as error:
        raise ForkFailed(str(error)) from None
    async with managing(server, "copy") as connection:
        if name not in {copy.name for copy in await copies(connection)}:
            raise ForkFailed(f"There is no copy `{name}`: `parallelproof database list` shows those that there are.")
    return await embedded.address(name)
