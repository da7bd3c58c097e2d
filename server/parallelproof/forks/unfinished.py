"""A copy while it is made: under the name of a fork, which the reaper removes, until it is whole.

It gets its own name and its note last; so nothing half done is ever taken for a copy, however it ended.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from ..ports import ForkFailed
from ..postgres import Connection, quoted
from ..postgres.addresses import with_database
from . import databases, names
from .connecting_origin import Copy, Origin, copies, forget, note, origin_of
from .finishing import finished
from .reaper import orphans
from .servers import managing

_PURPOSE = "connect"
_DAY_S = 86_400.0


@contextlib.asynccontextmanager
async def unfinished(target: str, expected_s: float = 0.0) -> AsyncIterator[str]:
    """The name to make it under; where the block fails, nothing is left of it. Raises ForkFailed.

    What a process that was killed has left of an older one is removed first.
    """
    await _swept(target)
    begun = names.make(_PURPOSE, _DAY_S + expected_s)
    try:
        yield begun
    except BaseException:
        with contextlib.suppress(ForkFailed, TimeoutError):
            await finished(databases.drop(target, begun))
        raise


async def finish(target: str, begun: str, name: str, origin: Origin) -> Copy:
    """Give it its name and its note, in the place of an older copy; raises ForkFailed."""
    async with managing(with_database(target, begun), "copy") as server:
        await note(server, begun, origin)
        if await origin_of(server, name) is not None:
            await forget(server, name)
        await server.execute(f"ALTER DATABASE {quoted(begun)} RENAME TO {quoted(name)}")
        return next(copy for copy in await copies(server) if copy.name == name)


async def free_name(server: Connection, name: str) -> Origin | None:
    """The older copy of that name; raises ForkFailed where it cannot be a copy's."""
    if name.startswith(names.PREFIX) or not 1 <= len(name.encode()) <= 63:
        raise ForkFailed(f"A copy cannot be called `{name}`: choose another name with --into.")
    cursor = await server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if await cursor.fetchone() is None:
        return None
    origin = await origin_of(server, name)
    if origin is None:
        raise ForkFailed(f"There is a database `{name}` already that is no copy: choose another name with --into.")
    return origin


async def _swept(target: str) -> None:
    for fork in orphans(await databases.found(target, f"{names.PREFIX}{_PURPOSE}_", "copy")):
        with contextlib.suppress(ForkFailed):
            await databases.drop(target, fork.name)
