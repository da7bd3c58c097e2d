"""Brave's web search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..net.limits import Limits
from ..net.net import Exchange
from .hits import Result, results_of
from .provider import Provider


class Brave(Provider):
    """`GET /res/v1/web/search`, one query in a call."""

    name, title, home = "brave", "Brave Search", "https://api.search.brave.com"
    key_names, key_start = ("BRAVE_API_KEY", "BRAVE_SEARCH_API_KEY"), "BSA"
    limits = Limits(start=10, most=20, per_s=20.0)

    def request(self, queries: Sequence[str], k: int, timeout_s: float) -> Exchange:
        """The query, without marks around the words that were found."""
        params = {"q": queries[0], "count": str(k), "text_decorations": "false"}
        return self._get("/res/v1/web/search", {"X-Subscription-Token": self._key}, params, timeout_s)

    def read(self, answer: Any, queries: Sequence[str]) -> Sequence[Sequence[Result]] | None:
        """`web.results`, best first; where nothing was found there is no `web`."""
        if isinstance(answer, dict) and answer.get("type") == "search" and "web" not in answer:
            return [[]]
        return [results_of(answer, "web", "results", text="description", date="page_age")]
