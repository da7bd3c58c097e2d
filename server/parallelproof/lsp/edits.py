"""Changes in the shape that the client can apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from ..domain import Edits, Snapshot

if TYPE_CHECKING:
    from .server import Server


def workspace_edit(ls: Server, snapshot: Snapshot, edits: Edits) -> types.WorkspaceEdit:
    """Edits of one document: bound to its version where the client knows versions, so that they never hit another."""
    changes = ls.converter.text_edits(snapshot.uri, snapshot.text, edits)
    if not ls.can.versioned_edits:
        return types.WorkspaceEdit(changes={snapshot.uri: changes})
    version = snapshot.version if ls.engine.session.is_open(snapshot.uri) else None
    document = types.OptionalVersionedTextDocumentIdentifier(snapshot.uri, version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, changes)])
