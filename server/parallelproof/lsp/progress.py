"""A campaign's progress in the client's own display, where a person can cancel it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import uuid4

from lsprotocol import types

from ..domain import Progress
from ..engine import Running

if TYPE_CHECKING:
    from concurrent.futures import Future
    from typing import Any

    from .server import Server

_EVERY_S = 0.2
Token = str | int


class WorkDone:
    """One display for each campaign: the client's own token where it gave one, else one that we ask it to create."""

    def __init__(self, ls: Server) -> None:
        self._ls = ls
        self._tokens: dict[Running, Token] = {}
        self._begun: set[Token] = set()
        self._last_s: dict[Token, float] = {}

    def begun(self, running: Running) -> None:
        """Open a display, if the client has one."""
        if running.token is not None:
            self._tokens[running] = running.token
            self._begin(running, running.token)
        elif self._ls.can.progress:
            token = self._tokens[running] = str(uuid4())
            params = types.WorkDoneProgressCreateParams(token)
            created = self._ls.protocol.send_request(types.WINDOW_WORK_DONE_PROGRESS_CREATE, params)
            created.add_done_callback(lambda answer: self._created(running, token, answer))

    def progressed(self, running: Running, progress: Progress) -> None:
        """Say how far it is, a few times a second at most."""
        token = self._tokens.get(running)
        now = time.monotonic()
        if token is None or token not in self._begun or now - self._last_s.get(token, 0.0) < _EVERY_S:
            return
        self._last_s[token] = now
        done = round(100 * progress.done / progress.total) if progress.total else None
        trials = f"{progress.done} of {progress.total}, " if progress.total else ""
        message = f"{trials}{progress.stage} {progress.unit}".rstrip()
        self._notify(token, types.WorkDoneProgressReport(message=message, percentage=done))

    def ended(self, running: Running, summary: str) -> None:
        """Close the display."""
        token = self._tokens.pop(running, None)
        if token in self._begun:
            self._end(token, summary)

    def cancelled(self, token: Token) -> str | None:
        """The document whose campaign a person cancelled."""
        return next((running.uri for running, known in self._tokens.items() if known == token), None)

    def _created(self, running: Running, token: Token, answer: Future[Any]) -> None:
        # The campaign may have ended while the client was being asked.
        if running in self._tokens and not answer.cancelled() and answer.exception() is None:
            self._begin(running, token)

    def _begin(self, running: Running, token: Token) -> None:
        what = ", ".join(sorted(running.names)[:3]) if running.names else running.uri.rsplit("/", 1)[-1]
        self._begun.add(token)
        message = f"optimising {what}"
        self._notify(token, types.WorkDoneProgressBegin("ParallelProof", cancellable=True, message=message))

    def _end(self, token: Token, summary: str) -> None:
        self._begun.discard(token)
        self._last_s.pop(token, None)
        self._notify(token, types.WorkDoneProgressEnd(message=summary))

    def _notify(
        self,
        token: Token,
        value: types.WorkDoneProgressBegin | types.WorkDoneProgressReport | types.WorkDoneProgressEnd,
    ) -> None:
        self._ls.protocol.notify(types.PROGRESS, types.ProgressParams(token, value))


def cancel(ls: Server, params: types.WorkDoneProgressCancelParams) -> None:
    """A person pressed cancel."""
    uri = ls.work_done.cancelled(params.token)
    if uri is not None:
        ls.engine.cancel(uri)
