"""SearXNG, a search engine that people host themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..net.limits import Limits
from ..net.net import Exchange, Rejected
from ..ports import Unanswered
from .hits import Result, results_of
from .provider import Provider


class SearXNG(Provider):
    """`GET /search` with `format=json`, which the instance's settings must allow; needs an address and no key."""

    name, title, home = "searxng", "SearXNG", ""
    limits = Limits(start=5, most=10, per_s=10.0)

    def request(self, queries: Sequence[str], k: int, timeout_s: float) -> Exchange:
        """The query; how many results there are is for the instance to say."""
        return self._get("/search", {}, {"q": queries[0], "format": "json"}, timeout_s)

    def read(self, answer: Any, queries: Sequence[str]) -> Sequence[Sequence[Result]] | None:
        """`results`, best first."""
        return [results_of(answer, "results", text="content", date="publishedDate")]

    def explain(self, error: Unanswered) -> str:
        """A key is never the matter; a format that is not allowed often is."""
        match error:
            case Rejected(status=401):
                return "searxng asks for a login: set `searchUrl` to an instance that needs none"
            case Rejected(status=403):
                return "searxng does not give JSON: allow it with `formats: [html, json]` in its settings.yml"
        return error.reason
