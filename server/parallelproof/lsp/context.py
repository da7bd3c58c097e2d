"""What was found while typing, for a person to read: in the hover, as a page, and cited in the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from ..domain import Card, Citation, Edits, Snapshot, Span
from ..fulfill.citing import citation_edit
from ..fulfill.markdown import code, escape, http_address, link
from . import names

if TYPE_CHECKING:
    from .server import Server

CITE = types.CodeActionKind.RefactorRewrite.value + ".parallelproof.cite"
_PLACE = re.compile(r"(?P<path>.+):(?P<line>\d+)")
_NOTHING = "Nothing has been found here yet.\n"
_MOST_TITLE_CHARS = 50


def hovers(ls: Server, uri: str, at: Span) -> Iterator[tuple[Card, str]]:
    """The questions and the context that are about a place, with their text as Markdown."""
    for card in ls.engine.typing.cards(uri):
        if card.kind != "completion" and card.span.touches(at):
            yield card, markdown(card, ls.engine.session.searched(uri))


def page(ls: Server, uri: str) -> str:
    """All cards of a document as one Markdown page."""
    cards = ls.engine.typing.cards(uri)
    root = ls.engine.session.searched(uri)
    return "\n\n---\n\n".join(markdown(card, root) for card in cards) + "\n" if cards else _NOTHING


def markdown(card: Card, root: Path | None) -> str:
    """A card with its citations as links, to pages and to files."""
    links = (f"- {_link(citation, root)}" for citation in card.citations)
    return "\n".join([card.text.rstrip(), "", *links]).rstrip() + f"\n\n*{escape(card.source)}*"


def actions(ls: Server, uri: str, at: Span) -> Iterator[types.CodeAction]:
    """Cite what was found for a place in a comment above it."""
    for card in ls.engine.typing.cards(uri):
        is_cited = card.kind == "context" and card.span.touches(at)
        for citation in card.citations[:1] if is_cited else ():
            title = f"Insert citation as a comment: {_title(citation)}"
            command = types.Command(title, names.INSERT_CITATION, arguments=[uri, citation.source])
            yield types.CodeAction(title, CITE, command=command)


def citing(ls: Server, snapshot: Snapshot, source: str | None) -> Edits | None:
    """The edit that cites a source, the best if none is named, above the line it is about; None without such a card."""
    for card in ls.engine.typing.cards(snapshot.uri):
        for citation in card.citations:
            if citation.source == source or (source is None and card.kind == "context"):
                edits = Edits((citation_edit(snapshot.text, card.span.start, citation),))
                ls.engine.session.documents[snapshot.uri].trigger.expects(edits.apply(snapshot.text))
                return edits
    return None


def _link(citation: Citation, root: Path | None) -> str:
    if http_address(citation.source):
        return link(citation.title, citation.source)
    title = escape(citation.title, 200)
    place = _PLACE.fullmatch(citation.source)
    path = (root / place["path"] if root else Path(place["path"])) if place else None
    if place is None or path is None or not path.is_absolute():
        return " ".join(filter(None, (title, code(citation.source))))
    return f"[{title or escape(citation.source)}]({path.as_uri()}#L{place['line']})"


def _title(citation: Citation) -> str:
    title = " ".join((citation.title or citation.source).split())
    return title if len(title) <= _MOST_TITLE_CHARS else f"{title[:_MOST_TITLE_CHARS]}…"
