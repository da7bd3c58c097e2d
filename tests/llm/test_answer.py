"""Structured answers, from servers that enforce a schema and from those that do not."""

from __future__ import annotations

import json

import pytest
from parallelproof.llm.budget import Budget
from parallelproof.llm.client import OpenAIModel
from parallelproof.ports import Unanswered

from tests.backends.openai_server import BARE, DIALECTS, LLAMA_CPP, OLLAMA, REASONING, VLLM, Dialect, OpenAIServer

from .asking import MESSAGES, Choice, leave

GOOD = '{"name": "parse", "line": 3, "others": []}'
BAD = '{"name": "parse", "line": "third", "others": []}'


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
async def test_every_kind_of_server_gives_the_shape_that_was_asked_for(model: OpenAIModel, dialect: Dialect) -> None:
    async with OpenAIServer(GOOD, dialect) as server:
        assert await model.answer(MESSAGES, Choice, leave(server)) == Choice(name="parse", line=3)


async def test_a_request_is_what_openai_documents(model: OpenAIModel) -> None:
    async with OpenAIServer(GOOD) as server:
        await model.answer(MESSAGES, Choice, leave(server))
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.body["model"] == server.model
    assert [message["role"] for message in request.body["messages"]] == ["system", "user"]
    assert request.body["messages"][1] == {"role": "user", "content": "Which name is meant?"}
    assert request.body["response_format"]["json_schema"]["strict"] is True
    assert request.headers["Authorization"] == f"Bearer {server.key}"


async def test_the_shape_is_told_in_words_too(model: OpenAIModel) -> None:
    async with OpenAIServer(GOOD, LLAMA_CPP) as server:
        await model.answer(MESSAGES[1:], Choice, leave(server))
    told = server.requests[-1].body["messages"][0]
    assert told["role"] == "system"
    assert json.dumps(Choice.model_json_schema(), separators=(",", ":")) in told["content"]


async def test_headers_tell_nothing_of_the_machine_or_the_account(model: OpenAIModel) -> None:
    async with OpenAIServer(GOOD, OLLAMA) as server:
        await model.answer(MESSAGES, Choice, leave(server, model_key=""))
    names = {name.lower() for name in server.requests[0].headers}
    assert names <= {"host", "accept", "accept-encoding", "content-type", "content-length", "user-agent", "connection"}
    assert server.requests[0].headers["User-Agent"] == "parallelproof"


async def test_an_answer_that_does_not_fit_is_repaired_once(model: OpenAIModel) -> None:
    async with OpenAIServer([BAD, GOOD], OLLAMA) as server:
        assert await model.answer(MESSAGES, Choice, leave(server)) == Choice(name="parse", line=3)
    asked, repair = (request.body["messages"] for request in server.requests)
    assert repair[: len(asked)] == asked
    assert [message["role"] for message in repair[len(asked) :]] == ["assistant", "user"]
    assert "line: Input should be a valid integer" in repair[-1]["content"]


@pytest.mark.parametrize(
    "nonsense", [BAD, "I would say `parse`.", "{", "{}", "[]", "", '{"name": "parse"} {"line": 3}']
)
async def test_an_answer_that_never_fits_is_given_up_after_one_repair(model: OpenAIModel, nonsense: str) -> None:
    async with OpenAIServer(nonsense, BARE) as server:
        with pytest.raises(Unanswered, match="the model gave an answer of the wrong shape, twice"):
            await model.answer(MESSAGES, Choice, leave(server))
    assert len(server.requests) == 2


async def test_what_a_server_refuses_is_not_sent_to_it_again(model: OpenAIModel) -> None:
    async with OpenAIServer(GOOD, LLAMA_CPP) as server:
        await model.answer(MESSAGES, Choice, leave(server))
        assert ["response_format" in request.body for request in server.requests] == [True, False]
        await model.answer(MESSAGES, Choice, leave(server))
        assert len(server.requests) == 3
        assert "response_format" not in server.requests[-1].body


async def test_what_one_model_refuses_is_still_sent_to_another(model: OpenAIModel) -> None:
    async with OpenAIServer(GOOD, LLAMA_CPP) as strange, OpenAIServer(GOOD) as usual:
        await model.answer(MESSAGES, Choice, leave(strange))
        await model.answer(MESSAGES, Choice, leave(usual))
    assert "response_format" in usual.requests[-1].body


async def test_a_newer_model_is_told_the_limit_by_its_newer_name(model: OpenAIModel) -> None:
    async with OpenAIServer(GOOD, REASONING) as server:
        await model.answer(MESSAGES, Choice, leave(server))
    last = server.requests[-1].body
    assert last["max_completion_tokens"] > 0
    assert "max_tokens" not in last
    assert "temperature" not in last
    assert "response_format" in last


async def test_a_request_that_no_variant_helps_is_refused_in_one_sentence(model: OpenAIModel) -> None:
    unwilling = Dialect("unwilling", refuses=frozenset({"messages"}))
    async with OpenAIServer(GOOD, unwilling) as server:
        with pytest.raises(Unanswered, match=r"the model did not accept the request \(HTTP 400\)"):
            await model.answer(MESSAGES, Choice, leave(server))
        assert len(server.requests) == 4


async def test_usage_that_the_server_tells_is_what_counts(model: OpenAIModel, budget: Budget) -> None:
    async with OpenAIServer(GOOD, OLLAMA) as server:
        await model.answer(MESSAGES, Choice, leave(server))
    message_words = sum(len(message["content"].split()) for message in server.requests[0].body["messages"])
    fenced_words = len(f"Here is the JSON:\n\n```json\n{GOOD}\n```\n".split())
    usage = await budget.usage(leave(server).settings)
    assert usage.startswith(f"{message_words + fenced_words:,} of 2,000,000 tokens today")


async def test_usage_is_estimated_where_the_server_tells_none(model: OpenAIModel, budget: Budget) -> None:
    async with OpenAIServer(GOOD, VLLM) as server:
        await model.answer(MESSAGES, Choice, leave(server))
    sent = sum(len(message["content"]) for message in server.requests[0].body["messages"])
    used = int((await budget.usage(leave(server).settings)).split()[0].replace(",", ""))
    assert sent / 4 < used < sent
