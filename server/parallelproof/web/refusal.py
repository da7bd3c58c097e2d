"""How a request is turned down: a status and one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web


class Refused(Exception):
    """A request that cannot be answered; the text is the sentence for its sender."""

    def __init__(self, sentence: str, status: int = 400, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.status, self.headers = status, headers


def busy(sentence: str) -> Refused:
    """Too much is asked at once, for a while."""
    return Refused(sentence, 429, {"Retry-After": "2"})


def refuse(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """The answer to a request that is turned down."""
    return web.json_response({"error": sentence}, status=status, headers=headers)
