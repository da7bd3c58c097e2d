"""What the server is doing, for a person who wonders: folders, documents, campaigns, and the sources that are asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .server import Server


def status(ls: Server) -> Iterator[str]:
    """Lines of Markdown."""
    session = ls.engine.session
    yield f"# ParallelProof {ls.version}\n"
    for folder, settings in session.folders.items() or [("files outside any folder", session.settings)]:
        trusted = "trusted" if settings.trusted else "not trusted: none of its code is run"
        yield f"- {folder}: {trusted}{'' if settings.enabled else ', switched off'}; privacy: {settings.privacy}"
    for uri, document in session.documents.items():
        count, snapshot = len(session.wins(uri)), document.snapshot
        note = ", left alone" if session.is_left_alone(uri) else ""
        yield f"- {uri}: {count} function{'s' if count != 1 else ''} can be faster{note}"
        yield f"  (version {snapshot.version}, {len(snapshot.text):,} characters)"
    for running in ls.engine.running:
        what = ", ".join(sorted(running.names)) if running.names else "all functions"
        yield f"- running: {what} of {running.uri}, {running.trials} trials, {running.wins} wins"
    yield from _sources(ls)


def _sources(ls: Server) -> Iterator[str]:
    typing = ls.engine.typing
    yield "\n## While you type\n"
    for fulfiller in typing.fulfillers:
        is_wanted = fulfiller.is_wanted(ls.engine.session.settings)
        yield f"- {fulfiller.name}: {'ready' if is_wanted else 'switched off, or not set up'}"
    for line in ls.engine.sources():
        yield f"- {line}"
    for source, failed in typing.failures.items():
        yield f"- {source} failed at {failed.at:%H:%M:%S}: {failed.failure.reason}"
