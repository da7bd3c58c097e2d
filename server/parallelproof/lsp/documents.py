"""Documents opened, edited, saved and closed. Cells of notebooks and what is elsewhere are left alone."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from ..domain import Snapshot, path_of

if TYPE_CHECKING:
    from .server import Server

_log = logging.getLogger(__name__)
_LANGUAGES = {".py": "python", ".pyw": "python", ".sql": "sql"}
"""By the ending of a file, whatever the client calls it; dialects of SQL have ids of their own."""
_DRAFT = "untitled:"


def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A document is open in the editor."""
    item = params.text_document
    path = path_of(item.uri)
    if path is None and not item.uri.startswith(_DRAFT):
        return
    language = _LANGUAGES.get(path.suffix, item.language_id) if path else item.language_id
    ls.engine.opened(Snapshot(item.uri, item.version, language, item.text))


def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """A document was edited."""
    item = params.text_document
    snapshot = ls.engine.session.snapshot(item.uri)
    if snapshot is None or not ls.engine.session.is_open(item.uri):
        return
    edits = ls.converter.changes(item.uri, snapshot.text, params.content_changes)
    ls.engine.edited(item.uri, item.version, edits)


def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """A document was written to disk."""
    if ls.engine.session.is_open(params.text_document.uri):
        ls.engine.saved(params.text_document.uri)


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """A document is no longer open."""
    if ls.engine.session.is_open(params.text_document.uri):
        ls.engine.closed(params.text_document.uri)
        ls.converter.forget(params.text_document.uri)


def did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed outside the editor."""
    for change in params.changes:
        path = path_of(change.uri)
        if path is None:
            continue
        if path.name == "pyproject.toml":
            ls.configure()
        else:
            ls.engine.changed_on_disk(path, change.uri)
