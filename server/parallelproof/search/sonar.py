"""Chat that answers with sources, as Perplexity's Sonar models do; for servers that are compatible with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..net.limits import Limits
from ..net.net import Exchange
from .hits import Malformed, Result
from .provider import Provider

_ANSWER_TOKENS = 300
_BE_SHORT = "Answer in at most five short sentences and cite a source in each."


class Sonar(Provider):
    """`POST /chat/completions` with `search_results` or `citations`; what the answer cites a source for is its text."""

    name, title, home = "sonar", "Perplexity-compatible chat", "https://api.perplexity.ai"
    key_names, key_start = ("PERPLEXITY_API_KEY",), "pplx-"
    limits = Limits(start=5, most=20, per_s=10.0)

    def request(self, queries: Sequence[str], k: int, timeout_s: float) -> Exchange:
        """The query as a user's message."""
        messages = [{"role": "system", "content": _BE_SHORT}, {"role": "user", "content": queries[0]}]
        body = {"model": "sonar", "max_tokens": _ANSWER_TOKENS, "messages": messages}
        return self._post("/chat/completions", self._bearer, body, timeout_s)

    def read(self, answer: Any, queries: Sequence[str]) -> Sequence[Sequence[Result]] | None:
        """The sources, in the order of their numbers in the answer."""
        text = _text(answer)
        sources = answer.get("search_results") or answer.get("citations") or []
        if not isinstance(sources, list):
            raise Malformed
        cited = _cited(text)
        return [[_result(source, cited.get(number, "")) for number, source in enumerate(sources, 1)]]


def _text(answer: Any) -> str:
    try:
        text = answer["choices"][0]["message"]["content"]
    except (TypeError, LookupError):
        raise Malformed from None
    if not isinstance(text, str):
        raise Malformed
    return text


def _cited(text: str) -> dict[int, str]:
    """What the answer says with a source's number behind it: "Use a set [1][2]." """
    cited: dict[int, str] = {}
    for said, numbers in re.findall(r"([^\[\]]+)((?:\[\d{1,3}\])+)", text):
        for number in re.findall(r"\d+", numbers):
            cited[int(number)] = (cited.get(int(number), "") + " " + said.strip(" .\n")).strip()
    return cited


def _result(source: Any, cited: str) -> Result:
    if isinstance(source, dict):
        text = source.get("snippet") or cited
        return Result(source.get("title"), source.get("url"), text, source.get("date") or source.get("last_updated"))
    return Result(None, source, cited)
