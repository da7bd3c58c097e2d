"""The hover over a unit that can be faster: ten lines, then a link to more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lsprotocol import types

from ..domain import Trial
from ..optimize.explain import hover_markdown
from ..optimize.shown import Shown
from .diagnostics import name_span
from .links import explanation

if TYPE_CHECKING:
    from .server import Server

_MOST_LINES = 10
_MARKUP = re.compile(r"\*\*|`|^#+ ", re.MULTILINE)


def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """What is known of the unit under the cursor, on its header line and on the lines that would change."""
    uri = params.text_document.uri
    snapshot = ls.engine.session.snapshot(uri)
    if snapshot is None:
        return None
    at = ls.converter.span(uri, snapshot.text, types.Range(params.position, params.position))
    line = ls.converter.line(uri, snapshot.text, at.start)
    for shown, trials in ls.engine.session.wins(uri):
        places = [name_span(shown.unit), *(edit.span for edit in shown.edits(trials[0]).edits)]
        if shown.unit.span.touches(at) and any(place.touches(line) for place in places):
            text = _text(shown, trials[0])
            name = ls.converter.range(uri, snapshot.text, places[0])
            return types.Hover(_content(ls, text), name if places[0].touches(at) else None)
    return None


def _text(shown: Shown, trial: Trial) -> str:
    lines = [line for line in hover_markdown(shown.report, trial).splitlines() if line.strip()][:_MOST_LINES]
    link = explanation(trial.candidate.pattern)
    more = f"[More about {trial.candidate.pattern}]({link})" if link else ""
    return "\n\n".join([*lines, more] if more else lines)


def _content(ls: Server, markdown: str) -> types.MarkupContent:
    if ls.can.markdown:
        return types.MarkupContent(types.MarkupKind.Markdown, markdown)
    plain = re.sub(r"\[([^\]]*)\]\(([^)]*)\)", r"\1: \2", markdown)
    return types.MarkupContent(types.MarkupKind.PlainText, _MARKUP.sub("", plain).replace("\n\n", "\n"))
