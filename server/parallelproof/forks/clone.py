"""Forks that share the blocks of their template, and so cost almost nothing: PostgreSQL 18 on XFS or Btrfs."""

from __future__ import annotations

from datetime import datetime

from ..domain import Capabilities, Fork
from ..ports import ForkFailed
from .templates import OfTemplates


class CloneForks(OfTemplates):
    """A `ports.ForkProvider` for the server of an address; fails where it would only copy."""

    name = "clone"
    capabilities = Capabilities("database", is_zero_copy=True, needs_quiet_source=True, is_billable=False, most=100)
    is_clone = True

    async def create(self, source: str, at: datetime | None, name: str, ttl_s: float) -> Fork:
        """A database of its own that shares all blocks with its template."""
        if problem := await self._no_clones():
            raise ForkFailed(problem)
        return await super().create(source, at, name, ttl_s)
