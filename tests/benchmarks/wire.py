"""The smallest LSP client that can time a server: frames over stdio, an answer for each request."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

Message = dict[str, Any]


class Server:
    """A started server. Requests of its own are answered with null, settings with an empty object."""

    def __init__(self, process: asyncio.subprocess.Process, settings: Message) -> None:
        self.process = process
        self.notifications: list[Message] = []
        self._settings = settings
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}

    async def request(self, method: str, params: Message | None = None) -> Any:
        """The result; raises RuntimeError for an error answer."""
        number = next(self._ids)
        self._waiting[number] = answer = asyncio.get_running_loop().create_future()
        self._send({"id": number, "method": method, "params": params})
        return await answer

    def notify(self, method: str, params: Message) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    async def read(self) -> None:
        """Hand each message to whoever waits for it, until the server closes its output."""
        out = self.process.stdout
        assert out is not None
        while header := await out.readline():
            length = int(header.split(b":")[1])
            while (await out.readline()).strip():
                pass
            self._receive(json.loads(await out.readexactly(length)))

    def _receive(self, message: Message) -> None:
        if "method" not in message:
            answer = self._waiting.pop(message["id"])
            if "error" in message:
                answer.set_exception(RuntimeError(str(message["error"])))
            else:
                answer.set_result(message.get("result"))
        elif "id" in message:
            asked = message["method"] == "workspace/configuration"
            self._send({"id": message["id"], "result": self._settled(message) if asked else None})
        else:
            self.notifications.append(message)

    def _settled(self, message: Message) -> list[Message]:
        return [self._settings for _ in message["params"]["items"]]

    def _send(self, message: Message) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))


@asynccontextmanager
async def started(command: Sequence[str | Path], settings: Message | None = None) -> AsyncIterator[Server]:
    """A server process, asked to shut down at the end and killed if it does not."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, limit=1 << 26
    )
    server = Server(process, settings or {})
    reading = asyncio.create_task(server.read())
    try:
        yield server
        await asyncio.wait_for(server.request("shutdown"), 10)
        server.notify("exit", {})
        await asyncio.wait_for(process.wait(), 10)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        reading.cancel()


def initialize(folder: Path) -> Message:
    """Parameters of an ordinary editor's first request."""
    return {
        "processId": None,
        "rootUri": folder.as_uri(),
        "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
        "initializationOptions": {"trusted": True},
        "capabilities": {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {
                "codeAction": {
                    "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor.rewrite"]}},
                    "resolveSupport": {"properties": ["edit"]},
                    "dataSupport": True,
                }
            },
            "window": {"workDoneProgress": True},
        },
    }


OURS = (sys.executable, "-m", "parallelproof", "lsp")
BARE = (sys.executable, "-c", "from pygls.lsp.server import LanguageServer as S; S('bare', '1').start_io()")
