"""The hover: a unit that can be faster in ten lines, then what was found for the name or the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lsprotocol import types

from ..domain import Snapshot, Span, Trial
from ..optimize.explain import hover_markdown
from ..optimize.shown import Shown
from . import context
from .diagnostics import name_span
from .links import explanation

if TYPE_CHECKING:
    from .server import Server

_MOST_LINES = 10
_MARKUP = re.compile(r"\*\*|`|^#+ ", re.MULTILINE)


def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """What is known of the name under the cursor, and of the unit on its header line and on lines that would change."""
    uri = params.text_document.uri
    snapshot = ls.engine.session.snapshot(uri)
    if snapshot is None:
        return None
    at = ls.converter.span(uri, snapshot.text, types.Range(params.position, params.position))
    found = [*_of_win(ls, snapshot, at), *_of_cards(ls, snapshot, at)]
    if not found:
        return None
    place = next((place for _, place in found if place), None)
    name = ls.converter.range(uri, snapshot.text, place) if place else None
    return types.Hover(_content(ls, "\n\n---\n\n".join(text for text, _ in found)), name)


def _of_win(ls: Server, snapshot: Snapshot, at: Span) -> Iterator[tuple[str, Span | None]]:
    line = ls.converter.line(snapshot.uri, snapshot.text, at.start)
    for shown, trials in ls.engine.session.wins(snapshot.uri):
        places = [name_span(shown.unit), *(edit.span for edit in shown.edits(trials[0]).edits)]
        if shown.unit.span.touches(at) and any(place.touches(line) for place in places):
            yield _text(shown, trials[0]), places[0] if places[0].touches(at) else None
            return


def _of_cards(ls: Server, snapshot: Snapshot, at: Span) -> Iterator[tuple[str, Span | None]]:
    for card, text in context.hovers(ls, snapshot.uri, at):
        yield text, card.span if card.kind == "question" else None


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
