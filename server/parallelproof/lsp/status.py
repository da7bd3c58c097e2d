"""What the server is doing, for a person who wonders: folders, documents, campaigns, and the sources that are asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

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
        count, snapshot = len(session.wins(uri)), document.snapshot
        note = ", left alone" if session.is_silent(uri) else ""
        yield f"- {uri}: {count} function{'s' if count != 1 else ''} can be faster{note}"
        yield f"  (version {snapshot.version}, {len(snapshot.text):,} characters)"
    for running in ls.engine.running:
        what = ", ".join(sorted(running.names)) if running.names else "all functions"
        yield f"- running: {what} of {running.uri}, {running.trials} trials, {running.wins} wins"
    yield "\n## While you type\n"
    for line in await ls.engine.typing.status(ls.engine.latest or ""):
        yield f"- {line}"
