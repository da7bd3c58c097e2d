"""Answers as server-sent events."""

from __future__ import annotations

import json
from typing import Any

from ..domain import Card, SourceFailure

STREAM = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
"""The headers of an answer that is a stream of events."""


def event(found: Card | SourceFailure | None) -> bytes:
    """One event: `card`, `failure`, or `done` for None."""
    if found is None:
        return encoded("done", {})
    if isinstance(found, SourceFailure):
        return encoded("failure", {"source": found.source, "reason": found.reason})
    return encoded("card", card(found))


def card(found: Card) -> dict[str, Any]:
    """A card as JSON values; offsets are code points of the document's text."""
    return {
        "kind": found.kind,
        "source": found.source,
        "text": found.text,
        "span": {"start": found.span.start, "end": found.span.end},
        "citations": [{"title": one.title, "source": one.source, "snippet": one.snippet} for one in found.citations],
        "meanings": [
            {
                "name": one.name,
                "module": one.module,
                "path": str(one.path) if one.path else None,
                "line": one.line,
                "kind": one.kind,
                "signature": one.signature,
                "doc": one.doc,
            }
            for one in found.meanings
        ],
        "open": found.is_open,
        "undefined": found.is_undefined,
        "insert": found.insert,
        "score": found.score,
    }


def encoded(name: str, data: Any) -> bytes:
    """One event. What no encoding can carry is written as JSON escapes it."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    return f"event: {name}\ndata: {text}\n\n".encode("utf-8", "backslashreplace")
