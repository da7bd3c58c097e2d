"""Analysis in a process of its own, so that parsing and matching never hold up the event loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..domain import Pattern, Snapshot
from ..ports import Apart

if TYPE_CHECKING:
    from .analyze import Analysis
    from .profile import Hot


class Analyst:
    """Runs `analyze` apart from the event loop."""

    def __init__(self, apart: Apart) -> None:
        self._apart = apart

    async def analyze(
        self,
        snapshot: Snapshot,
        patterns: Sequence[Pattern],
        names: frozenset[str] | None,
        ignore: frozenset[str],
        hot: Hot | None,
    ) -> list[Analysis]:
        """Units of a document with their candidates."""
        return await self._apart(_work, snapshot, patterns, names, ignore, hot)


def _work(
    snapshot: Snapshot,
    patterns: Sequence[Pattern],
    names: frozenset[str] | None,
    ignore: frozenset[str],
    hot: Hot | None,
) -> list[Analysis]:
    from .analyze import analyze

    return analyze(snapshot, patterns, names=names, ignore=ignore, hot=hot)
