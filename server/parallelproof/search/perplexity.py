"""Perplexity's Search API: several queries in a call, their results in a list each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..net.limits import Limits
from ..net.net import Exchange
from .hits import Malformed, Result, objects_in
from .provider import Provider

_TOKENS_OF_A_PAGE = 256


class Perplexity(Provider):
    """`POST /search`. A server that joins the results of several queries in one list is asked one at a time."""

    name, title, home = "perplexity", "Perplexity Search", "https://api.perplexity.ai"
    key_names, key_start = ("PERPLEXITY_API_KEY",), "pplx-"
    limits = Limits(start=10, most=50, per_s=50.0, batch=5)

    def request(self, queries: Sequence[str], k: int, timeout_s: float) -> Exchange:
        """One query as a text, several as a list."""
        query = queries[0] if len(queries) == 1 else list(queries)
        body = {"query": query, "max_results": k, "max_tokens_per_page": _TOKENS_OF_A_PAGE}
        return self._post("/search", self._bearer, body, timeout_s)

    def read(self, answer: Any, queries: Sequence[str]) -> Sequence[Sequence[Result]] | None:
        """A list of results, or one for each query."""
        groups = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(groups, list):
            raise Malformed
        if not groups:
            return [[] for _ in queries]
        if not all(isinstance(group, list) for group in groups):
            return [_results(groups)] if len(queries) == 1 else None
        return [_results(group) for group in groups] if len(groups) == len(queries) else None


def _results(items: list[Any]) -> list[Result]:
    return [
        Result(item.get("title"), item.get("url"), item.get("snippet"), item.get("date") or item.get("last_updated"))
        for item in objects_in(items)
    ]
