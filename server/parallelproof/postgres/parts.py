"""Parts of values that are looked for within them: elements of arrays, keys and pairs of documents, words of texts."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

ABSENT = "nosuchvalue"
"""What no text holds."""
_ELEMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|([^{},"]+)')
_LEXEME = re.compile(r"(?:^| )'((?:[^']|'')+)'(?=[: ]|$)")
_WORD = re.compile(r"[^\W\d_]{3,}")


def array(items: Sequence[str]) -> str:
    """An array of one dimension as Postgres writes it."""
    escaped = ('"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' for item in items)
    return "{" + ",".join(escaped) + "}"


def part(values: Sequence[str], type_name: str, rank: int) -> str:
    """A part of one of the values, of the type of the parameter.

    Ranks are 0 for one that most have, 1 for one that few have, 2 for one between, 3 for one that none has.
    """
    documents = [document for value in values if (document := _document(value)) is not None]
    if not documents:
        element = _ranked([element for value in values for element in _elements(value)], rank)
        return array([element]) if type_name.endswith("[]") else element
    if type_name in ("jsonb", "json"):
        pairs = [json.dumps({key: value}) for document in documents for key, value in document.items()]
        return _ranked(pairs, rank) if rank < 3 else json.dumps({ABSENT: 0})
    key = _ranked([key for document in documents for key in document], rank)
    return array([key]) if type_name.endswith("[]") else key


def word(texts: Sequence[str], rank: int) -> str:
    """A word of the texts, which may be in the form for full-text search; `rank` as for parts."""
    return _ranked([word for text in texts for word in set(_LEXEME.findall(text) or _WORD.findall(text))], rank)


def _ranked(parts: Sequence[str], rank: int) -> str:
    if rank > 2 or not parts:
        return ABSENT
    by_count = [item for item, _ in Counter(parts).most_common()]
    return by_count[(0, len(by_count) - 1, len(by_count) // 2)[rank]]


def _document(value: str) -> dict[str, object] | None:
    try:
        found = json.loads(value)
    except ValueError:
        return None
    return found if isinstance(found, dict) and found else None


def _elements(value: str) -> Iterator[str]:
    for quoted, plain in _ELEMENT.findall(value):
        yield re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
