"""Exa's search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..net.limits import Limits
from ..net.net import Exchange
from .hits import Result, objects_in
from .provider import Provider

_HIGHLIGHT_CHARS = 600


class Exa(Provider):
    """`POST /search` with highlights, one query in a call."""

    name, title, home = "exa", "Exa", "https://api.exa.ai"
    key_names = ("EXA_API_KEY",)
    limits = Limits(start=5, most=10, per_s=10.0)

    def request(self, queries: Sequence[str], k: int, timeout_s: float) -> Exchange:
        """The query, and what of each page to send along."""
        contents = {"highlights": {"maxCharacters": _HIGHLIGHT_CHARS}}
        body = {"query": queries[0], "numResults": k, "contents": contents}
        return self._post("/search", {"x-api-key": self._key}, body, timeout_s)

    def read(self, answer: Any, queries: Sequence[str]) -> Sequence[Sequence[Result]] | None:
        """`results`, best first, each with the passages that fit the query."""
        return [[_result(item) for item in objects_in(answer, "results")]]


def _result(item: dict[str, Any]) -> Result:
    text, highlights = item.get("text"), item.get("highlights")
    if isinstance(highlights, list):
        text = " … ".join(passage for passage in highlights if isinstance(passage, str))
    return Result(item.get("title"), item.get("url"), text, item.get("publishedDate"), item.get("score"))
