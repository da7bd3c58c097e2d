"""Ghost text: answered from the session at once; what is still being looked up is announced when it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from ..settings import FulfillOn, GhostText

if TYPE_CHECKING:
    from .server import Server


def inline_completion(ls: Server, params: types.InlineCompletionParams) -> types.InlineCompletionList | None:
    """What to offer at the cursor, to be accepted whole, by word or by line. Asked for by hand, it is looked up too."""
    uri = params.text_document.uri
    snapshot = ls.engine.session.snapshot(uri)
    if snapshot is None:
        return None
    cursor = ls.converter.span(uri, snapshot.text, types.Range(params.position, params.position)).start
    settings = ls.engine.session.settings_for(uri)
    if settings.ghost_text is GhostText.YIELD and ls.others_complete:
        return None
    suggestion = ls.engine.suggestion(uri, cursor)
    if suggestion is None:
        is_invoked = params.context.trigger_kind == types.InlineCompletionTriggerKind.Invoked
        if is_invoked and settings.fulfill_on is FulfillOn.DEMAND:
            # The answer comes with the notification that a card is there.
            ls.engine.typing.begin(uri, cursor, again=False)
        return None
    # An empty range: what is typed before the cursor stays as it is, whatever its client takes for a word.
    place = types.Range(params.position, params.position)
    return types.InlineCompletionList([types.InlineCompletionItem(suggestion.text, suggestion.text, place)])


def others(ls: Server, params: Any) -> None:
    """The client says whether another extension shows inline suggestions."""
    ls.others_complete = bool(getattr(params, "active", False))
