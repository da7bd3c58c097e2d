"""Forks as lines for a person, and as JSON values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from ..domain import Fork
from ..forks import reaper
from ..forks.disk import written
from ..forks.workspace import Workspaces
from ..postgres import Unreachable
from ..postgres.addresses import without_secrets
from ..report.document import VERSION, Json
from ..report.words import plural

_HEADINGS = ("name", "provider", "of", "age", "size", "expires in")


def lines(forks: Sequence[Fork], done: str = "") -> Iterator[str]:
    """A table, or what was done to each."""
    if done:
        for fork in forks:
            yield f"{done} {fork.name}" + (f": {_shown(fork)}" if done == "made" else "")
        if not forks:
            yield f"nothing to be {done}"
        return
    if not forks:
        yield "There are no forks."
        return
    now = datetime.now(UTC)
    orphans = {fork.name for fork in reaper.orphans(forks)}
    rows = [_HEADINGS, *(_row(fork, now, fork.name in orphans) for fork in forks)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    if orphans:
        yield f"{plural(len(orphans), 'orphan')}: `parallelproof forks remove --orphans` removes them."


def document(forks: Sequence[Fork]) -> Json:
    """What `forks --json` prints: those that there are, or that were made or removed."""
    orphans = {fork.name for fork in reaper.orphans(forks)}
    return {"version": VERSION, "forks": [_value(fork, fork.name in orphans) for fork in forks]}


def _value(fork: Fork, is_orphan: bool) -> Json:
    return {
        "name": fork.name,
        "provider": fork.provider,
        "source": fork.source,
        "address": _shown(fork),
        "status": fork.status,
        "created_at": fork.created_at.isoformat() if _is_known(fork) else None,
        "expires_at": fork.expires_at.isoformat(),
        "size_bytes": fork.size_bytes,
        "orphan": is_orphan,
        "differences": list(fork.differences),
    }


def _row(fork: Fork, now: datetime, is_orphan: bool) -> tuple[str, ...]:
    age = _duration((now - fork.created_at).total_seconds()) if _is_known(fork) else "?"
    size = "?" if fork.size_bytes is None else written(fork.size_bytes)
    left = "orphan" if is_orphan else _duration((fork.expires_at - now).total_seconds())
    return fork.name, fork.provider, fork.source or "?", age, size, left


def _is_known(fork: Fork) -> bool:
    """Whether its beginning was noted."""
    return fork.created_at.timestamp() > 0


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{max(0, round(seconds))} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _shown(fork: Fork) -> str:
    if fork.provider == Workspaces.name:
        return fork.address
    try:
        return without_secrets(fork.address)
    except Unreachable:
        return ""
