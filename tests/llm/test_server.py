"""The local server is as strict as the real one: `openai` itself, validating every byte, takes it for the real one."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import openai
import pytest
from pydantic import BaseModel

from tests.backends.openai_server import BARE, OPENAI, Fault, OpenAIServer

MESSAGES: Any = [{"role": "user", "content": "Say a few words."}]
TEXT = "Here are a few words."


class Named(BaseModel):
    """A shape that is strict as it is."""

    name: str
    others: list[str]


def client(server: OpenAIServer) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(api_key=server.key, base_url=server.url, max_retries=0, _strict_response_validation=True)


async def test_an_answer_is_of_the_documented_shape() -> None:
    async with OpenAIServer(TEXT) as server, client(server) as asking:
        answer = await asking.chat.completions.create(model=server.model, messages=MESSAGES)
        assert answer.choices[0].message.content == TEXT
        assert answer.usage and answer.usage.total_tokens == 4 + 5
        assert answer._request_id == "req_1"


async def test_a_stream_is_of_the_documented_shape() -> None:
    async with OpenAIServer(TEXT) as server, client(server) as asking:
        stream = await asking.chat.completions.create(
            model=server.model, messages=MESSAGES, stream=True, stream_options={"include_usage": True}
        )
        chunks = [chunk async for chunk in stream]
    first, *middle, last, counted = chunks
    assert (first.choices[0].delta.role, first.choices[0].delta.content) == ("assistant", "")
    assert "".join(chunk.choices[0].delta.content or "" for chunk in middle) == TEXT
    assert last.choices[0].finish_reason == "stop"
    assert counted.choices == [] and counted.usage and counted.usage.completion_tokens == 5
    assert {chunk.usage for chunk in chunks[:-1]} == {None}


async def test_a_schema_must_be_strict_and_is_enforced() -> None:
    async with OpenAIServer('{"name": "a", "others": []}') as server, client(server) as asking:
        parsed = await asking.chat.completions.parse(model=server.model, messages=MESSAGES, response_format=Named)
        assert parsed.choices[0].message.parsed == Named(name="a", others=[])
        loose: Any = {"type": "json_schema", "json_schema": {"name": "a", "strict": True, "schema": {"type": "object"}}}
        with pytest.raises(openai.BadRequestError, match="'additionalProperties' is required"):
            await asking.chat.completions.create(model=server.model, messages=MESSAGES, response_format=loose)


FAULTS = [
    (Fault.UNAUTHORIZED, openai.AuthenticationError, "invalid_api_key"),
    (Fault.FORBIDDEN, openai.PermissionDeniedError, "unsupported_country_region"),
    (Fault.NO_MODEL, openai.NotFoundError, "model_not_found"),
    (Fault.THROTTLED, openai.RateLimitError, "rate_limit_exceeded"),
    (Fault.NO_QUOTA, openai.RateLimitError, "insufficient_quota"),
    (Fault.SERVER_ERROR, openai.InternalServerError, None),
]


@pytest.mark.parametrize(("fault", "error", "code"), FAULTS, ids=[fault for fault, *_ in FAULTS])
async def test_an_error_has_its_status_code_and_request(
    fault: Fault, error: type[openai.APIStatusError], code: str | None
) -> None:
    async with OpenAIServer(fault=fault) as server, client(server) as asking:
        with pytest.raises(error) as caught:
            await asking.chat.completions.create(model=server.model, messages=MESSAGES)
        assert (caught.value.code, caught.value.request_id) == (code, "req_1")
        assert ("Retry-After" in caught.value.response.headers) is (fault is Fault.THROTTLED)


@pytest.mark.parametrize(("dialect", "ends"), [(OPENAI, True), (BARE, False)], ids=["openai", "bare"])
async def test_a_stream_ends_as_its_server_ends_it(dialect: Any, ends: bool) -> None:
    async with OpenAIServer(TEXT, dialect) as server, aiohttp.ClientSession() as session:
        body = {"model": server.model, "messages": MESSAGES, "stream": True}
        headers = {"Authorization": f"Bearer {server.key}"}
        async with session.post(f"{server.url}/chat/completions", json=body, headers=headers) as response:
            assert response.content_type == "text/event-stream"
            assert (await response.text()).endswith("data: [DONE]\n\n") is ends


def test_it_also_listens_in_a_thread() -> None:
    async def ask(server: OpenAIServer) -> str | None:
        async with client(server) as asking:
            answer = await asking.chat.completions.create(model=server.model, messages=MESSAGES)
        return answer.choices[0].message.content

    with OpenAIServer(lambda body: body["messages"][0]["content"].upper()) as server:
        assert asyncio.run(ask(server)) == "SAY A FEW WORDS."
    assert len(server.requests) == 1
