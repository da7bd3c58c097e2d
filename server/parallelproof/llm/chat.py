"""What is used of the `openai` package. Its import takes a second and more: import this only in a thread."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from openai import APIConnectionError, AsyncOpenAI, AsyncStream, Omit, OpenAIError
from openai.resources.chat.completions import AsyncCompletions
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessage
from openai.types.chat.chat_completion import Choice
from openai.types.chat.chat_completion_chunk import Choice as ChunkChoice

from ..net.net import Broken, Net
from ..ports import Leave, Unanswered

# At the level `debug` it logs whole requests, as they were before anything was taken out of them.
logging.getLogger("openai").setLevel(logging.WARNING)

_NO_KEY = "none"
_BELIEVED = 100_000_000
"""Servers that count more tokens than this cannot count."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the server counted."""

    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of an answer, some or all of it, and what the server counted, if it says so here."""

    text: str
    usage: Usage | None = None


class Chat:
    """Chat completions of one server, for one question. Raises Unanswered, with nothing of the answer's text."""

    def __init__(self, net: Net, source: str, url: str, key: str, leave: Leave) -> None:
        timeout_s = leave.settings.model_timeout_s
        http = net.http_client(source, leave, timeout_s)
        self._source = source
        self._client = _Plain(api_key=key or _NO_KEY, base_url=url, http_client=http, timeout=timeout_s, max_retries=0)
        self._completions: AsyncCompletions = self._client.chat.completions
        self._headers = {} if key else {"Authorization": Omit()}

    async def close(self) -> None:
        """Hang up, whatever is still to come."""
        await self._client.close()

    async def whole(self, body: Mapping[str, Any]) -> Piece:
        """The answer, once it is there."""
        with self._named_failures():
            match completion := await self._completions.create(**body, extra_headers=self._headers):
                case ChatCompletion(choices=[Choice(message=ChatCompletionMessage(content=str(text))), *_]):
                    return Piece(text, _usage(completion))
        raise Unanswered(self._source, f"{self._source} gave an answer without text")

    async def pieces(self, body: Mapping[str, Any]) -> AsyncGenerator[Piece]:
        """The answer as it comes; the server has accepted the request once this returns. Close the iterator."""
        with self._named_failures():
            answer = await self._completions.create(**body, stream=True, extra_headers=self._headers)
            chunks = cast("AsyncStream[ChatCompletionChunk]", answer)
        return self._read(chunks)

    async def _read(self, chunks: AsyncStream[ChatCompletionChunk]) -> AsyncGenerator[Piece]:
        is_whole = False
        with self._named_failures():
            async with chunks:
                async for chunk in chunks:
                    text, finish = _said(chunk)
                    is_whole = is_whole or bool(finish)
                    yield Piece(text, _usage(chunk))
        if not is_whole:
            raise Broken(self._source, f"{self._source} broke off in the middle of its answer")

    @contextlib.contextmanager
    def _named_failures(self) -> Iterator[None]:
        try:
            yield
        except APIConnectionError as error:
            if isinstance(error.__cause__, Unanswered):
                raise error.__cause__ from None
            raise Broken(self._source, f"{self._source} broke the connection") from None
        except OpenAIError:
            raise Broken(self._source, f"{self._source} failed in the middle of its answer") from None
        except ValueError:
            raise Unanswered(self._source, f"{self._source} answered with JSON that is not valid") from None


class _Plain(AsyncOpenAI):
    """Tells nothing that was not asked for: no account, project or headers from the environment."""

    @property
    def default_headers(self) -> dict[str, str | Omit]:
        return {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "parallelproof"}


def _said(chunk: ChatCompletionChunk) -> tuple[str, object]:
    """The text of a chunk, and why it is the last one, if it is. Servers leave out whatever they like."""
    match chunk:
        case ChatCompletionChunk(choices=[ChunkChoice() as choice, *_]):
            content = getattr(getattr(choice, "delta", None), "content", None)
            return content if isinstance(content, str) else "", getattr(choice, "finish_reason", None)
    return "", None


def _usage(answer: ChatCompletion | ChatCompletionChunk) -> Usage | None:
    match getattr(answer, "usage", None):
        case CompletionUsage(prompt_tokens=int(tokens_in), completion_tokens=int(tokens_out)) if (
            0 <= tokens_in < _BELIEVED and 0 <= tokens_out < _BELIEVED
        ):
            return Usage(tokens_in, tokens_out)
    return None
