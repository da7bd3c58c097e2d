"""Tavily's search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..net.limits import Limits
from ..net.net import Exchange
from .hits import Result, results_of
from .provider import Provider


class Tavily(Provider):
    """`POST /search`, one query in a call."""

    name, title, home = "tavily", "Tavily", "https://api.tavily.com"
    key_names, key_start = ("TAVILY_API_KEY",), "tvly-"
    limits = Limits(start=10, most=30, per_s=15.0)

    def request(self, queries: Sequence[str], k: int, timeout_s: float) -> Exchange:
        """The query, at the depth that is quick."""
        body = {"query": queries[0], "max_results": k, "search_depth": "basic"}
        return self._post("/search", self._bearer, body, timeout_s)

    def read(self, answer: Any, queries: Sequence[str]) -> Sequence[Sequence[Result]] | None:
        """`results`, best first."""
        return [results_of(answer, "results", text="content", date="published_date")]
