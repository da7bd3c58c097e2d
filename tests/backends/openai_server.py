"""A local server that speaks the wire format of OpenAI's chat completions, and of servers that are nearly compatible.

Answers are scripted; requests are kept for the test to look at; faults are those of the real world.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import jsonschema
from aiohttp import web

Json = dict[str, Any]
Answers = str | Sequence[str] | Callable[[Json], str]
"""One text for every request, a text for each request in turn (the last one stays), or a function of the body."""


class Fault(StrEnum):
    """What goes wrong with every request while it is set."""

    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    NO_MODEL = "404"
    THROTTLED = "429 with Retry-After"
    NO_QUOTA = "429 insufficient_quota"
    SERVER_ERROR = "500"
    HANG = "no answer"
    HANG_MIDWAY = "a stream that goes quiet"
    CUT = "a connection that ends in the middle"
    NO_END = "a stream that ends without saying why"
    ERROR_MIDWAY = "an error event in the stream"
    INVALID_JSON = "invalid JSON"
    INVALID_EVENT = "invalid JSON in the stream"
    HTML = "HTML"
    EMPTY = "no choices"
    ENDLESS = "an endless answer"
    ENDLESS_LINE = "an endless line"
    REDIRECT = "a redirect to another host"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one kind of server differs from the next."""

    name: str
    enforces_schema: bool = False
    refuses: frozenset[str] = frozenset()
    """Parameters that are answered with 400."""
    fences: bool = False
    """Structured answers come as Markdown, with a sentence before."""
    sends_usage: bool = True
    role_first: bool = True
    """The first chunk of a stream has a role and no text."""
    done: bool = True
    """A stream ends with `[DONE]`."""
    wants_key: bool = False
    thinks: bool = False
    """The text begins with what the model thought."""
    strays: bool = False
    """Events stand in its streams that are none of a chat completion."""


OPENAI = Dialect("openai", enforces_schema=True, wants_key=True)
REASONING = Dialect(
    "openai, reasoning", enforces_schema=True, refuses=frozenset({"max_tokens", "temperature", "stop"}), wants_key=True
)
OLLAMA = Dialect("ollama", fences=True, role_first=False)
LLAMA_CPP = Dialect("llama.cpp", refuses=frozenset({"response_format"}), thinks=True)
VLLM = Dialect("vllm", refuses=frozenset({"stream_options"}), sends_usage=False)
BARE = Dialect("bare", fences=True, sends_usage=False, done=False)
STRAY = Dialect("stray", strays=True)
DIALECTS = (OPENAI, REASONING, OLLAMA, LLAMA_CPP, VLLM, BARE, STRAY)
STRAYS = (
    "{}",
    '{"choices": null}',
    '{"choices": [{}]}',
    '{"choices": [{"delta": null}]}',
    '{"choices": [{"delta": {"content": 3}, "finish_reason": null}]}',
    '{"choices": [3], "usage": "none"}',
    '{"choices": "none", "usage": {"prompt_tokens": "many"}}',
    '{"object": "ping", "usage": {}}',
)


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    body: Json
    raw: bytes
    at_s: float


@dataclass
class OpenAIServer:
    """Listens on 127.0.0.1 inside `async with`, or in a thread of its own inside `with`."""

    answers: Answers = "Hello!"
    dialect: Dialect = OPENAI
    key: str = "sk-test-0123456789abcdefghijklmnop"
    model: str = "test-model"
    fault: Fault | None = None
    raw: str | None = None
    """Sent as it is, as JSON, in place of an answer that is not streamed."""
    retry_after_s: float = 7
    delay_s: float = 0.0
    """Time before an answer begins, and before each chunk of a stream."""
    chunk_chars: int = 4
    requests: list[Received] = field(default_factory=list)
    hung_up: int = 0
    """Streams whose reader left before their end."""
    open: int = 0
    """Requests that are being answered."""
    url: str = ""

    async def __aenter__(self) -> OpenAIServer:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_post("/v1/chat/completions", self._completions)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def __enter__(self) -> OpenAIServer:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.__aenter__(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.__aexit__(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _completions(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        body = json.loads(raw)
        self.requests.append(Received(request.path, dict(request.headers), body, raw, time.monotonic()))
        self.open += 1
        try:
            await asyncio.sleep(self.delay_s)
            response = await self._failing(request) or self._refusing(request, body)
            if response:
                return response
            if self.raw is not None:
                return web.Response(text=self.raw, content_type="application/json")
            text = self._answer(body)
            if body.get("stream"):
                return await self._stream(request, body, text)
            return self._json(_completion(body, text, self.dialect))
        finally:
            self.open -= 1

    def _answer(self, body: Json) -> str:
        if isinstance(self.answers, str):
            text = self.answers
        elif callable(self.answers):
            text = self.answers(body)
        else:
            text = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if "response_format" in body and self.dialect.enforces_schema:
            jsonschema.validate(json.loads(text), body["response_format"]["json_schema"]["schema"])
        elif self.dialect.fences and text.startswith("{"):
            text = f"Here is the JSON:\n\n```json\n{text}\n```\n"
        return f"<think>\nA {{brace}} in thought.\n</think>\n\n{text}" if self.dialect.thinks else text

    async def _failing(self, request: web.Request) -> web.StreamResponse | None:
        match self.fault:
            case Fault.UNAUTHORIZED:
                return self._wrong_key()
            case Fault.FORBIDDEN:
                return self._error(403, "Country not supported", "request_forbidden", "unsupported_country_region")
            case Fault.NO_MODEL:
                return self._no_model()
            case Fault.THROTTLED:
                headers = {"Retry-After": f"{self.retry_after_s:g}"}
                return self._error(429, "Rate limit reached", "requests", "rate_limit_exceeded", headers=headers)
            case Fault.NO_QUOTA:
                message = "You exceeded your current quota, please check your plan and billing details."
                return self._error(429, message, "insufficient_quota", "insufficient_quota")
            case Fault.SERVER_ERROR:
                return self._error(500, "The server had an error", "server_error", None)
            case Fault.HANG:
                await asyncio.sleep(3600)
            case Fault.INVALID_JSON:
                return web.Response(text='{"id": "chatcmpl-1", "choices": [', content_type="application/json")
            case Fault.HTML:
                return web.Response(
                    text="<html><body>Sign in to the hotel's network</body></html>", content_type="text/html"
                )
            case Fault.EMPTY:
                return self._json({"id": "chatcmpl-1", "object": "chat.completion", "choices": []})
            case Fault.ENDLESS if not (await request.json()).get("stream"):
                return await self._endless(request)
            case Fault.REDIRECT:
                return web.Response(status=307, headers={"Location": "http://127.0.0.2:9/v1/chat/completions"})
        return None

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"choices": [')
        while True:
            await response.write(b" " * 65_536)

    def _refusing(self, request: web.Request, body: Json) -> web.Response | None:
        if self.dialect.wants_key and request.headers.get("Authorization") != f"Bearer {self.key}":
            return self._wrong_key()
        if body["model"] != self.model:
            return self._no_model()
        if refused := sorted(self.dialect.refuses & set(body)):
            return self._refused(refused[0])
        schema = body.get("response_format", {}).get("json_schema", {})
        if self.dialect.enforces_schema and schema.get("strict") and (problem := _not_strict(schema["schema"])):
            message = f"Invalid schema for response_format '{schema['name']}': {problem}"
            return self._error(400, message, "invalid_request_error", None, "response_format")
        return None

    def _wrong_key(self) -> web.Response:
        message = f"Incorrect API key provided: {self.key}. You can find your API key at https://platform.openai.com."
        return self._error(401, message, "invalid_request_error", "invalid_api_key")

    def _no_model(self) -> web.Response:
        message = "The model does not exist or you do not have access to it."
        return self._error(404, message, "invalid_request_error", "model_not_found")

    def _refused(self, name: str) -> web.Response:
        if not self.dialect.name.startswith("openai"):
            return self._error(400, f"{name} is not supported by this model's grammar", "invalid_request_error", None)
        message = f"Unsupported parameter: '{name}' is not supported with this model. Use another one instead."
        return self._error(400, message, "invalid_request_error", "unsupported_parameter", name)

    def _error(
        self,
        status: int,
        message: str,
        kind: str,
        code: str | None,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> web.Response:
        match self.dialect.name:
            case "llama.cpp":
                body: Json = {"error": {"code": status, "message": message, "type": kind}}
            case "vllm":
                body = {"object": "error", "message": message, "type": kind, "param": param, "code": status}
            case _:
                body = {"error": {"message": message, "type": kind, "param": param, "code": code}}
        return self._json(body, status, headers)

    def _json(self, body: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
        return web.json_response(
            body, status=status, headers={"x-request-id": f"req_{len(self.requests)}", **(headers or {})}
        )

    async def _stream(self, request: web.Request, body: Json, text: str) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "x-request-id": f"req_{len(self.requests)}"}
        )
        await response.prepare(request)
        events = _events(body, self._pieces(text), self.dialect)
        try:
            async for event in self._with_faults(events):
                await response.write(event)
                await asyncio.sleep(self.delay_s)
            if self.fault is Fault.CUT and request.transport:
                request.transport.abort()
            await response.write_eof()
        except (ConnectionError, asyncio.CancelledError):
            self.hung_up += 1
            raise
        return response

    def _pieces(self, text: str) -> Iterator[str]:
        for at in range(0, len(text), self.chunk_chars):
            yield text[at : at + self.chunk_chars]

    async def _with_faults(self, events: Iterator[bytes]) -> AsyncIterator[bytes]:
        if self.fault is Fault.ENDLESS_LINE:
            while True:
                yield b"data: " + b"x" * 65_536
        for number, event in enumerate(events):
            yield event
            if number < 3:
                continue
            match self.fault:
                case Fault.CUT | Fault.NO_END:
                    return
                case Fault.HANG_MIDWAY:
                    await asyncio.sleep(3600)
                case Fault.ERROR_MIDWAY:
                    yield _event({"error": {"message": "overloaded", "type": "server_error", "code": None}})
                    return
                case Fault.INVALID_EVENT:
                    yield b'data: {"choices": [\n\n'
                case Fault.ENDLESS:
                    while True:
                        yield event
                        await asyncio.sleep(0)


def _completion(body: Json, text: str, dialect: Dialect) -> Json:
    message = {"role": "assistant", "content": text, "refusal": None, "annotations": []}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    completion = {**_head(body, "chat.completion", dialect), "choices": [choice]}
    return {**completion, "usage": usage(body, text)} if dialect.sends_usage else completion


def _events(body: Json, pieces: Iterator[str], dialect: Dialect) -> Iterator[bytes]:
    """The events of a stream, one after another."""
    head = _head(body, "chat.completion.chunk", dialect)
    counted = dialect.sends_usage and bool(body.get("stream_options", {}).get("include_usage"))
    extra: Json = {"usage": None} if counted and dialect.name.startswith("openai") else {}
    text = ""

    def chunk(delta: Json, finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event({**head, "choices": [choice], **extra})

    for stray in STRAYS if dialect.strays else ():
        yield f": keep-alive\n\ndata: {stray}\n\n".encode()
    if dialect.role_first:
        yield chunk({"role": "assistant", "content": None if dialect.name == "llama.cpp" else ""})
    for piece in pieces:
        text += piece
        yield chunk({"content": piece} if dialect.role_first else {"role": "assistant", "content": piece})
    yield chunk({}, "stop")
    if counted:
        yield _event({**head, "choices": [], "usage": usage(body, text)})
    if dialect.done:
        yield b"data: [DONE]\n\n"


def _head(body: Json, kind: str, dialect: Dialect) -> Json:
    return {
        "id": "chatcmpl-BxYz123",
        "object": kind,
        "created": 1_764_000_000,
        "model": body["model"],
        "system_fingerprint": "fp_ollama" if dialect.name == "ollama" else "fp_44709d6fcb",
    }


def usage(body: Json, text: str) -> Json:
    """What this server says a request and its answer cost: a token for each word."""
    sent = sum(len(message["content"].split()) for message in body["messages"])
    written = len(text.split())
    return {"prompt_tokens": sent, "completion_tokens": written, "total_tokens": sent + written}


def _event(data: Json) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()


def _not_strict(schema: Json) -> str | None:
    """Why a schema is not one that OpenAI enforces: objects must be closed, all their properties required."""
    if "default" in schema:
        return "'default' is not permitted."
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            return "'additionalProperties' is required to be supplied and to be false."
        if set(schema.get("required", ())) != set(schema.get("properties", {})):
            return "'required' is required to be supplied and to be an array including every key in properties."
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    with contextlib.suppress(KeyError):
        inner.append(schema["items"])
    return next(filter(None, map(_not_strict, inner)), None)
