"""A language model behind any OpenAI-compatible API; which one, where and with which key is in the settings."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from ..net.gate import is_this_machine, refusal
from ..net.keys import Keys
from ..net.limits import Limits, Line
from ..net.net import Net, Rejected, Throttled
from ..ports import Leave, Message, NotAsked, Unanswered
from .budget import Budget, Call
from .single_flight import SingleFlight
from .visible import Visible

if TYPE_CHECKING:
    from .chat import Chat, Usage

Answer = TypeVar("Answer")
Asked = TypeVar("Asked")
Body = dict[str, Any]

_SOURCE = "the model"
_OPENAI_URL = "https://api.openai.com/v1"
_KEYS = {
    "api.openai.com": ("OPENAI_API_KEY", "openai"),
    "openrouter.ai": ("OPENROUTER_API_KEY", "openrouter"),
    "api.anthropic.com": ("ANTHROPIC_API_KEY", "anthropic"),
}
"""Host -> the variable and the keyring's entry that hold its key. A key goes to its own host alone."""
_LIMITS = Limits(start=4, most=10, per_s=10.0)
_LOCAL_LIMITS = Limits(start=4, most=16, per_s=20.0)
_ANSWER_TOKENS = 2048
_LONGEST_BYTES = 32_768
_TEMPERATURE = 0.2
_BYTES_PER_TOKEN = 3
_TOKENS_PER_MESSAGE = 4
_NOT_ACCEPTED = frozenset({400, 422})
_NARROWER = (
    frozenset[str](),
    frozenset({"response_format", "stream_options"}),
    frozenset({"temperature", "stop", "max_tokens"}),
    frozenset({"response_format", "stream_options", "temperature", "stop", "max_tokens"}),
)
"""What a request does without, one after another, while a server does not accept it."""


class OpenAIModel:
    """Asks through `net`, within `budget`. Nothing is imported or opened before the first question."""

    name = _SOURCE

    def __init__(self, net: Net, budget: Budget, environ: Mapping[str, str] = os.environ) -> None:
        self._net = net
        self._budget = budget
        self._keys = Keys(environ)
        self._refused: dict[tuple[object, ...], frozenset[str]] = {}
        self._lines: dict[str, Line] = {}
        self._flights = SingleFlight()

    async def answer(self, messages: Sequence[Message], shape: type[Answer], leave: Leave) -> Answer:
        """An answer of the shape (a pydantic model), repaired once if it does not fit; raises Unanswered.

        Equal questions at the same time cost one, where all that decides on them is equal too: settings and files.
        """
        question = tuple(messages), shape, replace(leave, user="")
        return await self._flights.shared(question, lambda: self._answer_in_time(messages, shape, leave))

    async def _answer_in_time(self, messages: Sequence[Message], shape: type[Answer], leave: Leave) -> Answer:
        timeout_s = leave.settings.model_timeout_s
        try:
            async with asyncio.timeout(timeout_s):
                return await self._answer(messages, shape, leave)
        except TimeoutError:
            raise Throttled(_SOURCE, f"{_SOURCE} did not answer within {timeout_s:g} s") from None

    async def stream(self, messages: Sequence[Message], leave: Leave, stop: Sequence[str] = ()) -> AsyncGenerator[str]:
        """Plain text as it comes, up to a stop sequence; raises Unanswered. Close it to hang up early."""
        body = _body(messages, leave) | {"stream_options": {"include_usage": True}}
        if stop:
            body["stop"] = list(stop)
        visible, usage, written_bytes = Visible(stop), None, 0
        async with (
            self._call(messages, leave) as (chat, call),
            contextlib.aclosing(await self._accepted(body, leave, chat.pieces)) as pieces,
        ):
            call.tokens_in = estimate(messages)
            async for piece in pieces:
                written_bytes += len(piece.text.encode("utf-8", "replace"))
                usage = piece.usage or usage
                _count(call, usage, estimate(messages), _tokens(written_bytes))
                if text := visible.feed(piece.text):
                    yield text
                if visible.is_over:
                    return
                if written_bytes > _LONGEST_BYTES:
                    raise Unanswered(_SOURCE, f"{_SOURCE} does not come to an end, and was cut off")
        if text := visible.rest():
            yield text

    async def key(self, leave: Leave) -> str:
        """The key for the address, "" where it takes none. Raises Unanswered where it takes one and none is found."""
        host = _host(leave)
        given = leave.settings.model_key
        if given and not (given.isascii() and given.isprintable()):
            raise Unanswered(_SOURCE, f"{_SOURCE} was not asked: `model_key` holds characters that no key has")
        if given or is_this_machine(host):
            return given
        provider = next((at for at in _KEYS if host == at or host.endswith(f".{at}")), None)
        variable, entry = _KEYS[provider] if provider else ("", host)
        key = await self._keys.find("", [variable], entry)
        if provider and not key:
            reason = f"{_SOURCE} was not asked: there is no key for {host}; set `model_key` or {variable}"
            raise Unanswered(_SOURCE, reason)
        return key

    async def _answer(self, messages: Sequence[Message], shape: type[Answer], leave: Leave) -> Answer:
        shapes = await asyncio.to_thread(_shapes)
        asked = shapes.asking(messages, shape)
        response_format = shapes.response_format(shape)
        text = await self._whole(asked, response_format, leave)
        try:
            answer: Answer = shapes.read(shape, text)
            return answer
        except shapes.Misshapen as problem:
            asked = shapes.repairing(asked, text, problem)
        try:
            answer = shapes.read(shape, await self._whole(asked, response_format, leave))
            return answer
        except shapes.Misshapen:
            raise Unanswered(_SOURCE, f"{_SOURCE} gave an answer of the wrong shape, twice") from None

    async def _whole(self, messages: Sequence[Message], response_format: Body, leave: Leave) -> str:
        body = _body(messages, leave) | {"response_format": response_format}
        async with self._call(messages, leave) as (chat, call):
            piece = await self._accepted(body, leave, chat.whole)
            written_bytes = len(piece.text.encode("utf-8", "replace"))
            _count(call, piece.usage, estimate(messages), _tokens(written_bytes))
        visible = Visible()
        return visible.feed(piece.text) + visible.rest()

    @contextlib.asynccontextmanager
    async def _call(self, messages: Sequence[Message], leave: Leave) -> AsyncIterator[tuple[Chat, Call]]:
        """A line to the model, with a place at its server and room for question and answer in the budget; hangs up."""
        url, most_in = _address(leave), estimate(messages)
        _check(url, leave)
        key = await self.key(leave)
        async with (
            self._place(url, leave),
            self._budget.reserved(_SOURCE, most_in, _ANSWER_TOKENS, leave.settings) as call,
        ):
            chat = await asyncio.to_thread(_open, self._net, url, key, leave)
            try:
                yield chat, call
            except asyncio.CancelledError:
                # The question was sent, or nearly so.
                call.tokens_in = call.tokens_in or most_in
                raise
            finally:
                await chat.close()

    @contextlib.asynccontextmanager
    async def _place(self, url: str, leave: Leave) -> AsyncIterator[None]:
        """A place at the server, which is waited for no longer than an answer is; raises Throttled."""
        if url not in self._lines:
            limits = _LOCAL_LIMITS if is_this_machine(_host(leave)) else _LIMITS
            self._lines[url] = Line(self._net, _SOURCE, limits)
        timeout_s = leave.settings.model_timeout_s
        async with contextlib.AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(timeout_s):
                    await stack.enter_async_context(self._lines[url].place(leave))
            except TimeoutError:
                reason = f"{_SOURCE} was not asked: others kept its server busy for {timeout_s:g} s"
                raise Throttled(_SOURCE, reason) from None
            yield

    async def _accepted(self, body: Body, leave: Leave, ask: Callable[[Body], Awaitable[Asked]]) -> Asked:
        """What the server says to the request, or to a narrower one if it refuses that; remembers which it took."""
        kind = (_address(leave), body["model"], frozenset(body))
        tried: list[Body] = []
        for without in [self._refused[kind]] if kind in self._refused else _NARROWER:
            if (narrowed := _narrowed(body, without)) in tried:
                continue
            tried.append(narrowed)
            try:
                answer = await ask(narrowed)
            except Rejected as error:
                if error.status == 404:
                    reason = f"{_SOURCE} is unknown there (HTTP 404): check `model` and `model_url`"
                    raise Rejected(_SOURCE, reason, error.status) from None
                if error.status not in _NOT_ACCEPTED:
                    raise
                rejected = error
            else:
                self._refused[kind] = without
                return answer
        raise rejected


def estimate(messages: Sequence[Message]) -> int:
    """About how many tokens a server counts for the messages, rather too many than too few."""
    return sum(_tokens(len(message.text.encode("utf-8", "replace"))) + _TOKENS_PER_MESSAGE for message in messages)


def _check(url: str, leave: Leave) -> None:
    """Raise Unanswered where asking is not allowed."""
    why = None if leave.settings.model else "no model is set; name one in `model`"
    if why := why or refusal(url, leave):
        raise NotAsked(_SOURCE, f"{_SOURCE} was not asked: {why}")


def _tokens(size_bytes: int) -> int:
    return -(-size_bytes // _BYTES_PER_TOKEN)


def _address(leave: Leave) -> str:
    return "".join(filter(str.isprintable, leave.settings.model_url)) or _OPENAI_URL


def _host(leave: Leave) -> str:
    """The host of the address, "" for an address that has none."""
    try:
        return urlsplit(_address(leave)).hostname or ""
    except ValueError:
        return ""


def _body(messages: Sequence[Message], leave: Leave) -> Body:
    told = [{"role": message.role, "content": message.text} for message in messages]
    body = {"model": leave.settings.model, "messages": told, "max_tokens": _ANSWER_TOKENS, "temperature": _TEMPERATURE}
    is_openai = _host(leave).endswith(".openai.com")
    return _narrowed(body, frozenset({"max_tokens"})) if is_openai else body


def _narrowed(body: Body, without: frozenset[str]) -> Body:
    """The body without some parameters. Newer models know the limit of an answer by another name."""
    narrowed = {name: value for name, value in body.items() if name not in without}
    if "max_tokens" in body and "max_tokens" not in narrowed:
        narrowed["max_completion_tokens"] = body["max_tokens"]
    return narrowed


def _count(call: Call, usage: Usage | None, tokens_in: int, tokens_out: int) -> None:
    """Write down what a call used, as the server counted it, if it did."""
    call.tokens_in = usage.tokens_in if usage else tokens_in
    call.tokens_out = usage.tokens_out if usage else tokens_out


def _open(net: Net, url: str, key: str, leave: Leave) -> Chat:
    """A line to the model. Its import takes a second and more, so not on the event loop."""
    from .chat import Chat

    return Chat(net, _SOURCE, url, key, leave)


def _shapes() -> ModuleType:
    from . import shapes

    return shapes
