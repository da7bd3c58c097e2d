"""What the client can do, asked once."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder, get_capability


@dataclass(frozen=True, slots=True)
class Can:
    """The client's abilities that change what is sent to it."""

    encoding: str = "utf-16"
    pull: bool = False
    """It asks for diagnostics, and asks again when it is told to: wins come long after an edit."""
    refresh_lenses: bool = False
    progress: bool = False
    apply_edit: bool = False
    versioned_edits: bool = False
    resolve_edit: bool = False
    configuration: bool = False
    watch_files: bool = False
    show_document: bool = False
    markdown: bool = False

    @classmethod
    def of(cls, client: types.ClientCapabilities) -> Can:
        """Read from what the client announced."""

        def has(name: str) -> bool:
            return bool(get_capability(client, name, False))

        hover = client.text_document.hover if client.text_document else None
        action = client.text_document.code_action if client.text_document else None
        resolved = action.resolve_support.properties if action and action.resolve_support else ()
        encoding = ServerCapabilitiesBuilder.choose_position_encoding(client)
        return cls(
            encoding=encoding.value if isinstance(encoding, types.PositionEncodingKind) else encoding,
            pull=has("text_document.diagnostic") and has("workspace.diagnostics.refresh_support"),
            refresh_lenses=has("workspace.code_lens.refresh_support"),
            progress=has("window.work_done_progress"),
            apply_edit=has("workspace.apply_edit"),
            versioned_edits=has("workspace.workspace_edit.document_changes"),
            resolve_edit="edit" in resolved and bool(action and action.data_support),
            configuration=has("workspace.configuration"),
            watch_files=has("workspace.did_change_watched_files.dynamic_registration"),
            show_document=has("window.show_document.support"),
            markdown=types.MarkupKind.Markdown in ((hover and hover.content_format) or ()),
        )
