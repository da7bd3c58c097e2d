"""A diagnostic for each unit that can be faster and each name in question: pulled if the client can, else pushed."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from lsprotocol import types

from ..domain import Span, Unit
from ..optimize.explain import headline
from . import questions
from .links import explanation

if TYPE_CHECKING:
    from .server import Server

SOURCE = questions.SOURCE
_QUIET_S = 0.05
"""After a change the client is told once it has been quiet for this long, so that typing costs one message."""


def name_span(unit: Unit) -> Span:
    """Where the name of a function stands in its header; of a query, its first line."""
    if unit.language == "sql":
        return Span(unit.span.start, unit.span.start + len(unit.source.partition("\n")[0].rstrip()))
    name = unit.name.rsplit(".", 1)[-1]
    found = re.search(rf"^[ \t]*(?:async[ \t]+)?def[ \t]+({re.escape(name)})\b", unit.source, re.MULTILINE)
    start = unit.span.start + (found.start(1) if found else 0)
    return Span(start, start + len(name))


def items(ls: Server, uri: str) -> list[types.Diagnostic]:
    """What is shown for a document now."""
    snapshot = ls.engine.session.snapshot(uri)
    if snapshot is None or not ls.engine.session.is_open(uri):
        return []
    found = []
    for shown, trials in ls.engine.session.wins(uri):
        best = trials[0]
        code = best.candidate.pattern or best.candidate.proposer
        link = explanation(best.candidate.pattern)
        found.append(
            types.Diagnostic(
                range=ls.converter.range(uri, snapshot.text, name_span(shown.unit)),
                message=headline(best),
                severity=types.DiagnosticSeverity.Information,
                code=code,
                code_description=types.CodeDescription(link) if link else None,
                source=SOURCE,
                data={"unit": shown.report.unit.name},
            )
        )
    return [*found, *questions.diagnostics(ls, snapshot)]


def pull(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The client asks for a document's diagnostics."""
    uri = params.text_document.uri
    result = ls.diagnostics.result_id(uri)
    if params.previous_result_id == result:
        return types.RelatedUnchangedDocumentDiagnosticReport(result)
    return types.RelatedFullDocumentDiagnosticReport(items(ls, uri), result_id=result)


class Diagnostics:
    """Keeps the client's view in step, with as few messages as that takes."""

    def __init__(self, ls: Server) -> None:
        self._ls = ls
        self._changed: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._published: dict[str, list[types.Diagnostic]] = {}
        self._revisions: dict[str, int] = {}

    def changed(self, uri: str) -> None:
        """What is shown for a document may differ now."""
        self._changed.add(uri)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_QUIET_S, self._flush)

    def result_id(self, uri: str) -> str:
        """Names what `pull` would answer now."""
        document = self._ls.engine.session.documents.get(uri)
        return f"{document.snapshot.version}.{document.shown_revision}" if document else "closed"

    def _flush(self) -> None:
        changed, self._changed, self._timer = self._changed, set(), None
        if not self._ls.can.pull:
            for uri in changed:
                self._publish(uri)
        # Not `any`: each document's revision must be noted.
        if [uri for uri in changed if self._has_new_revision(uri)]:
            self._refresh()

    def _publish(self, uri: str) -> None:
        now = items(self._ls, uri)
        if now == self._published.get(uri, []):
            return
        snapshot = self._ls.engine.session.snapshot(uri)
        if now:
            self._published[uri] = now
        else:
            self._published.pop(uri, None)
        version = snapshot.version if snapshot else None
        self._ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, now, version))

    def _has_new_revision(self, uri: str) -> bool:
        document = self._ls.engine.session.documents.get(uri)
        revision = document.shown_revision if document else 0
        is_new = self._revisions.get(uri, 0) != revision
        self._revisions[uri] = revision
        if document is None:
            del self._revisions[uri]
        return is_new

    def _refresh(self) -> None:
        if self._ls.can.pull:
            self._ls.workspace_diagnostic_refresh(None)
        if self._ls.can.refresh_lenses and self._ls.shows_lenses:
            self._ls.workspace_code_lens_refresh(None)
