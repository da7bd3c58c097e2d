"""Forks that are copies of a frozen template: the source has to be quiet once, and all forks start the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..domain import Fork
from . import databases
from .on_server import OnServer


class OfTemplates(OnServer):
    """Makes a database for each fork, of a template that takes no connections and is kept for the next ones."""

    is_clone = False

    def __init__(self, address: str, limit_bytes: int) -> None:
        super().__init__(address, limit_bytes, "template", is_frozen=True)

    async def create(self, source: str, at: datetime | None, name: str, ttl_s: float) -> Fork:
        """A database of its own, ready at once."""
        address = self._checked(source, at)
        plan = databases.Plan(name, self.name, "", self.is_clone, self._limit_bytes)
        fork = None
        try:
            async with self._kept.lent(address, ttl_s, is_clone=self.is_clone) as (template, differences), self._making:
                fork = await databases.make(address, replace(plan, of=template.fork.name))
        except BaseException:
            if fork:  # It was made, and what followed was cancelled.
                await self.destroy(fork)
            raise
        return replace(fork, differences=tuple(dict.fromkeys((*differences, *fork.differences))))
