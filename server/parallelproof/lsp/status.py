"""What the server is doing, for a person who wonders: folders, documents, campaigns, and the sources that are asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from ..domain import Unit

if TYPE_CHECKING:
    from .server import Server


async def status(ls: Server) -> AsyncIterator[str]:
    """Lines of Markdown."""
    session = ls.engine.session
    yield f"# ParallelProof {ls.version}\n"
    for folder, settings in session.folders.items() or [("files outside any folder", session.settings)]:
        trusted = "trusted" if settings.trusted else "not trusted: none of its code is run"
        yield f"- {folder}: {trusted}{'' if settings.enabled else ', switched off'}; privacy: {settings.privacy}"
    for uri, document in session.documents.items():
        snapshot, note = document.snapshot, ", left alone" if session.is_silent(uri) else ""
        yield f"- {uri}: {_faster([shown.unit for shown, _ in session.wins(uri)], snapshot.language)}{note}"
        yield f"  (version {snapshot.version}, {len(snapshot.text):,} characters)"
    for running in ls.engine.running:
        what = ", ".join(sorted(running.names)) if running.names else "all functions"
        yield f"- running: {what} of {running.uri}, {running.trials} trials, {running.wins} wins"
    if told := ls.engine.pausing.told:
        yield "\n## While you pause\n"
        for sentence in told.values():
            yield f"- {sentence}"
    yield "\n## While you type\n"
    for line in await ls.engine.typing.status(ls.engine.latest or ""):
        yield f"- {line}"


def _faster(units: Sequence[Unit], language: str) -> str:
    queries = sum(unit.language == "sql" for unit in units)
    counts = {"function": len(units) - queries, "query": queries}
    named = [_plural(count, what) for what, count in counts.items() if count]
    return f"{' and '.join(named) or _plural(0, 'query' if language == 'sql' else 'function')} can be faster"


def _plural(count: int, what: str) -> str:
    several = "queries" if what == "query" else "functions"
    return f"{count} {what if count == 1 else several}"
