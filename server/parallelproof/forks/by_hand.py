"""Forks that a person makes: they belong to no process, and live until they expire or are removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..domain import Fork
from ..ports import ForkFailed, ForkProvider
from ..postgres.addresses import database, normal
from ..settings import ForkChoice, Settings
from . import copy, databases, names, reflinks
from .finishing import finished
from .opening import READY_S
from .reaper import reap
from .servers import examined, managing


async def make(address: str, settings: Settings, say: Callable[[str], None]) -> Fork:
    """A database made straight of the source, whose blocks it shares where it can; `say` gets the size of a copy."""
    choice = settings.fork_provider
    if choice is ForkChoice.TRANSACTION:
        raise ForkFailed(
            "Forks of `transaction` are turns in a copy that lives no longer than a campaign: name another."
        )
    async with managing(address) as connection:
        problem = await reflinks.problem(await examined(connection))
    if choice is ForkChoice.CLONE and problem:
        raise ForkFailed(problem)
    is_clone = choice is not ForkChoice.COPY and problem is None
    if not is_clone:
        say(await copy.warning(address, 1, settings.fork_bytes))
    name = names.make("fork", settings.fork_ttl_s, names.NOBODY)
    plan = databases.Plan(name, "clone" if is_clone else "copy", database(address), is_clone, settings.fork_bytes)
    return await databases.make(normal(address), plan)


async def make_of_folder(provider: ForkProvider, folder: Path, settings: Settings) -> Fork:
    """A copy of a working tree; those that have expired go first, as nobody else would remove them."""
    await reap(provider)
    name = names.make("fork", settings.fork_ttl_s, names.NOBODY)
    return await provider.create(str(folder), None, name, settings.fork_ttl_s)


async def make_in_cloud(provider: ForkProvider, address: str, settings: Settings) -> Fork:
    """A fork of a cloud's, once it is ready; one that does not get ready is given back."""
    name = names.make("fork", settings.fork_ttl_s, names.NOBODY)
    fork = await provider.create(address, None, name, settings.fork_ttl_s)
    try:
        return await provider.wait_ready(fork, READY_S)
    except BaseException:
        await finished(provider.destroy(fork))
        raise
