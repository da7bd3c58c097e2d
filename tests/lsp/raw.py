"""A client that may say anything: bytes in, messages out, on the real server process."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

COMMAND = [sys.executable, "-m", "parallelproof", "lsp"]
Message = dict[str, Any]


class RawClient:
    """A server process and what it says; ended by force at the end of the block if it has not ended itself."""

    def __init__(
        self, command: list[str] = COMMAND, env: dict[str, str] | None = None, cwd: Path | None = None
    ) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(env or {})},
        )
        self.said: list[Message] = []
        self.settings: dict[str, Any] = {}
        self.answers: dict[str, Any] = {}
        """By method: what else is answered than null, with `result` or `error`."""
        self._ids = 0
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._errors: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._collect, daemon=True).start()

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def stderr(self) -> str:
        return b"".join(self._errors).decode()

    def raw(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Any = None) -> int:
        self._ids += 1
        self.send({"jsonrpc": "2.0", "id": self._ids, "method": method, "params": params})
        return self._ids

    def request(self, method: str, params: Any = None, timeout_s: float = 20.0) -> Message:
        asked = self.ask(method, params)
        return self.wait(lambda message: message.get("id") == asked and "method" not in message, timeout_s)

    def wait(self, wanted: Callable[[Message], Any], timeout_s: float = 20.0) -> Message:
        """The next message that is wanted; requests of the server are answered on the way."""
        end_s = time.monotonic() + timeout_s
        while True:
            message = self._inbox.get(timeout=max(0.01, end_s - time.monotonic()))
            if message is None:
                raise EOFError(f"the server ended: {self.stderr}")
            self.said.append(message)
            if "method" in message and "id" in message:
                self._answer(message)
            if wanted(message):
                return message

    def initialize(self, folder: Path | None = None, trusted: bool = True, **capabilities: Any) -> Message:
        folders = [{"uri": folder.as_uri(), "name": folder.name}] if folder else None
        params = {
            "processId": None,
            "rootUri": None,
            "workspaceFolders": folders,
            "capabilities": capabilities,
            "initializationOptions": {"trusted": trusted},
        }
        result = self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str, language: str = "python") -> None:
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: tuple[tuple[int, int], tuple[int, int], str]) -> None:
        """Edits from (line, character) to (line, character)."""
        content = [
            {
                "range": {
                    "start": {"line": start[0], "character": start[1]},
                    "end": {"line": end[0], "character": end[1]},
                },
                "text": text,
            }
            for start, end, text in changes
        ]
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": content})

    def status(self) -> str:
        """The server is alive and answers."""
        params = {"command": "parallelproof.showStatus"}
        return str(self.request("workspace/executeCommand", params)["result"])

    def end(self) -> int:
        """Shutdown and exit, as a client should; the exit code."""
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(timeout=10)

    def _answer(self, message: Message) -> None:
        result: Any = None
        if message["method"] == "workspace/configuration":
            result = [self.settings for _ in message["params"]["items"]]
        answer = self.answers.get(message["method"], {"result": result})
        self.send({"jsonrpc": "2.0", "id": message["id"], **answer})

    def _listen(self) -> None:
        assert self.process.stdout
        while True:
            length = 0
            while (line := self.process.stdout.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not line:
                self._inbox.put(None)
                return
            self._inbox.put(json.loads(self.process.stdout.read(length)))

    def _collect(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._errors.append(line)
