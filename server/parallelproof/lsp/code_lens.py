"""A lens above each unit that can be faster: off by default, and new ones only appear after a save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from ..optimize.explain import headline
from . import names
from .diagnostics import name_span

if TYPE_CHECKING:
    from .server import Server


def code_lenses(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    """The lenses of a document; lines never jump while a person types."""
    uri = params.text_document.uri
    snapshot = ls.engine.session.snapshot(uri)
    if snapshot is None or not ls.engine.session.settings_for(uri).code_lens:
        return None
    return [
        types.CodeLens(
            ls.converter.range(uri, snapshot.text, name_span(shown.unit)),
            types.Command(headline(trials[0]), names.APPLY, arguments=[uri, shown.report.unit.name]),
        )
        for shown, trials in ls.engine.session.wins(uri)
        if shown.saved
    ]
