"""pygls's protocol with the manners it lacks: a broken or ill-timed message gets an answer and ends nothing."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol, lsp_method

if TYPE_CHECKING:
    from concurrent.futures import Future

_log = logging.getLogger(__name__)
_LARGEST = 2**31 - 1
_ALWAYS = frozenset({types.EXIT, types.CANCEL_REQUEST, types.SET_TRACE})
# Documents are ours: pygls copies the whole text on each edit, and counts a long line character by character.
_OURS = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.NOTEBOOK_DOCUMENT_DID_OPEN,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE,
    types.WORKSPACE_EXECUTE_COMMAND,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL,
)


class Protocol(LanguageServerProtocol):
    """Takes message bodies one by one; `exit_code` is set when it is time to end."""

    exit_code: int | None = None
    _is_initialized = False

    def _register_builtin_features(self) -> None:
        super()._register_builtin_features()  # type: ignore[no-untyped-call]
        for method in _OURS:
            self.fm.builtin_features.pop(method, None)

    def receive(self, body: bytes) -> None:
        """Handle one message, whatever it is."""
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            self._refuse(None, types.ErrorCodes.ParseError, f"The message is not JSON: {error}")
            return
        try:
            self._take(data)
        except Exception:
            _log.exception("A message could not be handled: %.200r", body)

    def _take(self, data: Any) -> None:
        if not isinstance(data, dict) or data.get("jsonrpc") != self.VERSION:
            self._refuse(None, types.ErrorCodes.InvalidRequest, "A message is one JSON-RPC 2.0 object.")
            return
        method, asked = data.get("method"), data.get("id")
        if "method" not in data:
            self._take_answer(data)
        elif not isinstance(method, str) or not isinstance(asked, int | str | None) or isinstance(asked, bool):
            self._refuse(None, types.ErrorCodes.InvalidRequest, "`method` is a text, `id` a whole number or a text.")
        elif (refusal := self._untimely(method)) is not None:
            if "id" in data:
                self._refuse(asked, *refusal)
        elif method not in self._methods:
            if "id" in data:
                self._refuse(asked, types.ErrorCodes.MethodNotFound, f"There is no method {method!r} here.")
        else:
            self._dispatch(data, method, asked)

    def _dispatch(self, data: dict[str, Any], method: str, asked: int | str | None) -> None:
        data.setdefault("params", None)
        if method == types.TEXT_DOCUMENT_DID_CHANGE:
            for position in _positions(data["params"]):
                _clamp(position)
        try:
            message = self.structure_message(data)
        except JsonRpcException as error:
            if "id" in data:
                reason = f"The parameters of {method} are not what the protocol says."
                self._refuse(asked, types.ErrorCodes.InvalidParams, reason)
            else:
                _log.warning("Ignoring %s with wrong parameters: %s", method, error)
            return
        self.handle_message(message)
        if method == types.INITIALIZE:
            self._is_initialized = True

    def _take_answer(self, data: dict[str, Any]) -> None:
        """The client's answer to a request of ours; one that nobody waits for is dropped."""
        asked = data.get("id")
        future: Future[Any] | None = self._request_futures.get(asked) if isinstance(asked, int | str) else None
        if future is None or future.done() or not ("result" in data or "error" in data):
            return
        try:
            message = self.structure_message(data)
        except JsonRpcException:
            # As good as none, and whoever waits for it should not wait for ever.
            self._handle_response(data["id"], None)
        else:
            self.handle_message(message)

    @property
    def is_shut_down(self) -> bool:
        """Whether the client asked for the end."""
        return self._shutdown

    @property
    def _methods(self) -> set[str]:
        return {*self.fm.features, *self.fm.builtin_features, types.CANCEL_REQUEST}

    def _untimely(self, method: str) -> tuple[int, str] | None:
        """Why a method cannot be used now."""
        if method in _ALWAYS:
            return None
        if self._shutdown:
            return types.ErrorCodes.InvalidRequest, "The server has been shut down."
        if method == types.INITIALIZE:
            return (
                (types.ErrorCodes.InvalidRequest, "The server is initialized already.")
                if self._is_initialized
                else None
            )
        if not self._is_initialized:
            return types.ErrorCodes.ServerNotInitialized, f"{method} came before initialize."
        return None

    def _refuse(self, asked: int | str | None, code: int, reason: str) -> None:
        # JSON-RPC answers a message whose id could not be read under the id null.
        self._send_response(asked, error=types.ResponseError(code=int(code), message=reason))  # type: ignore[arg-type]

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: object) -> None:  # type: ignore[override]
        """The end: 0 after a shutdown, else 1."""
        self.exit_code = 0 if self._shutdown else 1


def _positions(params: Any) -> Iterator[dict[str, Any]]:
    changes = params.get("contentChanges") if isinstance(params, dict) else None
    for change in changes if isinstance(changes, list) else ():
        place = change.get("range") if isinstance(change, dict) else None
        if isinstance(place, dict):
            yield from (place[end] for end in ("start", "end") if isinstance(place.get(end), dict))


def _clamp(position: dict[str, Any]) -> None:
    """A place that no text has would otherwise cost the whole edit."""
    for name in ("line", "character"):
        value = position.get(name)
        if isinstance(value, int | float):
            position[name] = int(min(max(value, 0), _LARGEST))
