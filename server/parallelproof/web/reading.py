"""What a client asks, checked: a document, a cursor, and a workspace that it may look into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aiohttp import web

from ..domain import Request, Snapshot, Span, path_of
from ..settings import Settings
from .refusal import Refused

_USER_CHARS = 200
_ELSEWHERE = "untitled:document.py"
"""A document that is in no folder that is served is what its text says, and nothing beside it is looked at."""
_TYPED_CHARS = 200
"""What counts as just written where the client does not say: this much before the cursor, from the line's beginning."""


async def json_of(http: web.Request) -> object:
    """The body as JSON values; raises Refused."""
    if http.content_type != "application/json":
        raise Refused("Send JSON, with `Content-Type: application/json`.", 415)
    try:
        body: object = await http.json()
    except (ValueError, LookupError, RecursionError):
        raise Refused("The body is not JSON.") from None
    return body


def request_of(body: object, workspaces: Sequence[Path], settings: Settings) -> Request:
    """The request that a JSON body makes; raises Refused with one sentence. `workspaces` are resolved."""
    fields = _object(body, "the body")
    document = _object(fields.get("document"), "`document`")
    text = _text(document, "text")
    if len(text) > settings.max_file_bytes:
        raise Refused(f"The document is larger than {settings.max_file_bytes:,} characters.")
    cursor = _offset(text, _object(fields.get("cursor"), "`cursor`"))
    version = document.get("version", 0)
    if isinstance(version, bool) or not isinstance(version, int):
        raise Refused("`version` must be a whole number.")
    root = _workspace(fields, workspaces)
    path = served(path_of(_text(document, "uri")), workspaces)
    snapshot = Snapshot(
        path.as_uri() if path else _ELSEWHERE, version, _text(document, "language", "python"), text, cursor
    )
    return Request(
        snapshot,
        _typed(text, cursor, fields.get("typed")),
        root or (innermost(path, workspaces) if path else None),
        _text(fields, "user", "")[:_USER_CHARS],
    )


def _workspace(fields: Mapping[str, Any], workspaces: Sequence[Path]) -> Path | None:
    """The folder to search, if the client names one."""
    named = _text(fields, "workspace", "")
    if not named:
        return None
    path = served(Path(named), workspaces)
    if path is None or not path.is_dir():
        raise Refused("`workspace` is no folder that is served here: start the server with --workspace FOLDER.")
    return path


def served(path: Path | None, workspaces: Sequence[Path]) -> Path | None:
    """The path with its links followed, None where that is in no folder that is served."""
    try:
        path = path.resolve() if path else None
    except (OSError, RuntimeError, ValueError):
        return None
    return path if path and any(path.is_relative_to(folder) for folder in workspaces) else None


def innermost(path: Path, workspaces: Iterable[Path]) -> Path:
    """Of the folders that hold a path, of which there is one at least, the one that is nearest."""
    return max((one for one in workspaces if path.is_relative_to(one)), key=lambda folder: len(folder.parts))


def _typed(text: str, cursor: int, given: object) -> Span:
    if given is None:
        return Span(max(text.rfind("\n", 0, cursor) + 1, cursor - _TYPED_CHARS), cursor)
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise Refused("`typed` must be the number of characters before the cursor that were just written.")
    return Span(max(0, cursor - given), cursor)


def _offset(text: str, cursor: Mapping[str, Any]) -> int:
    line, character = _whole(cursor, "line"), _whole(cursor, "character")
    lines = text.split("\n")
    if line >= len(lines):
        return len(text)
    return sum(len(one) + 1 for one in lines[:line]) + min(character, len(lines[line]))


def _whole(cursor: Mapping[str, Any], name: str) -> int:
    value = cursor.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Refused("`cursor` must be {line, character}, both whole numbers from 0.")
    return value


def _object(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Refused(f"{name[0].upper()}{name[1:]} must be a JSON object.")
    return value


def _text(fields: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = fields.get(name, default)
    if not isinstance(value, str) or "\0" in value:
        raise Refused(f"`{name}` must be a text.")
    return value
