"""Finds forks that nobody will give back, and removes them.

An orphan is told by its name alone: it has expired, or it was made on this host by a process that is gone. So nothing
has to be remembered, and forks of a process that was killed are found by the next one, whichever it is.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ..domain import Fork
from ..ports import ForkFailed, ForkProvider
from . import names

_log = logging.getLogger(__name__)
_AT_ONCE = 16


async def reap(provider: ForkProvider) -> Sequence[Fork]:
    """The orphans that were removed; one that cannot be is logged and costs itself only. Raises ForkFailed."""
    return await removed(provider, orphans(await provider.list(names.PREFIX)))


async def removed(provider: ForkProvider, forks: Iterable[Fork]) -> Sequence[Fork]:
    """Remove forks, several at once; those that are gone now."""
    slots = asyncio.Semaphore(_AT_ONCE)

    async def remove(fork: Fork) -> Fork | None:
        async with slots:
            try:
                await provider.destroy(fork)
            except (ForkFailed, TimeoutError) as error:
                _log.warning("The fork %s is left over: %s", fork.name, error)
                return None
            return fork

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(remove(fork)) for fork in forks]
    return [fork for task in tasks if (fork := task.result())]


def orphans(forks: Iterable[Fork]) -> list[Fork]:
    """Those that nobody will give back; never one whose name we did not make."""
    now = datetime.now(UTC)
    return [fork for fork in forks if (name := names.parse(fork.name)) and is_orphan(name, now)]


def is_orphan(name: names.Name, now: datetime) -> bool:
    """Whether it has expired, or its process was one of this host and is gone."""
    if name.expires_at <= now:
        return True
    return name.is_of_this_host and name.pid != names.NOBODY and not _runs(name.pid)


def _runs(pid: int) -> bool:
    """Whether there is such a process; one that is dead and not yet waited for does not run."""
    if sys.platform == "win32":
        return True  # Signal 0 would end it there; forks wait for their expiry.
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    with suppress(OSError):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX"
    return True
