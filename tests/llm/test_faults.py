"""What goes wrong with a model costs its answer and one clear sentence, in time, with nothing leaked."""

from __future__ import annotations

import json
import logging
import time

import pytest
from parallelproof.llm.budget import Budget
from parallelproof.llm.client import OpenAIModel
from parallelproof.net.net import Throttled
from parallelproof.ports import Leave, Unanswered
from parallelproof.settings import Settings

from tests.backends.openai_server import OLLAMA, STRAYS, Fault, OpenAIServer

from .asking import MESSAGES, Choice, leave, streamed

TIMEOUT_S = 1.0
REASONS = {
    Fault.UNAUTHORIZED: "the model refused the key: check it in the settings, the environment or the keyring",
    Fault.FORBIDDEN: "the model refused the key: check it in the settings, the environment or the keyring",
    Fault.NO_MODEL: "the model is unknown there (HTTP 404): check `model` and `model_url`",
    Fault.THROTTLED: "the model is asked too often or has no quota left; it asks to wait 7 s",
    Fault.NO_QUOTA: "the model is asked too often or has no quota left",
    Fault.SERVER_ERROR: "the model has an error of its own (HTTP 500)",
    Fault.HANG: "the model did not answer within 1 s",
    Fault.INVALID_JSON: "the model answered with JSON that is not valid",
    Fault.HTML: "the model answered with a web page instead of JSON: check its address",
    Fault.EMPTY: "the model gave an answer without text",
    Fault.ENDLESS: "the model answered with more than 4 MB, and was cut off",
    Fault.REDIRECT: "the model sends elsewhere, to 127.0.0.2, which is not followed",
}
STREAM_REASONS = {
    **REASONS,
    Fault.INVALID_JSON: "the model broke off in the middle of its answer",
    Fault.EMPTY: "the model broke off in the middle of its answer",
    Fault.HANG_MIDWAY: "the model did not answer within 1 s",
    Fault.CUT: "the model broke the connection",
    Fault.NO_END: "the model broke off in the middle of its answer",
    Fault.ERROR_MIDWAY: "the model failed in the middle of its answer",
    Fault.INVALID_EVENT: "the model answered with JSON that is not valid",
    Fault.ENDLESS: "the model does not come to an end, and was cut off",
    Fault.ENDLESS_LINE: "the model answered with more than 4 MB, and was cut off",
}


def no_leak(server: OpenAIServer, error: Unanswered, log: str) -> None:
    """Nothing of the key, the request or the answer is told to anyone."""
    told = f"{error!r} {error} {error.reason} {error.__cause__} {log}"
    for secret in (server.key, "Which name", "billing", "hotel", "overloaded", "Bearer"):
        assert secret not in told


@pytest.mark.parametrize("fault", REASONS, ids=str)
async def test_an_answer_that_fails_has_one_sentence(
    model: OpenAIModel, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with OpenAIServer(fault=fault) as server:
        started_s = time.monotonic()
        with pytest.raises(Unanswered) as caught:
            await model.answer(MESSAGES, Choice, leave(server, model_timeout_s=TIMEOUT_S))
        assert caught.value.reason == REASONS[fault]
        assert time.monotonic() - started_s < TIMEOUT_S + 1
        no_leak(server, caught.value, caplog.text)


@pytest.mark.parametrize("fault", STREAM_REASONS, ids=str)
async def test_a_stream_that_fails_has_one_sentence(
    model: OpenAIModel, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with OpenAIServer("some words " * 200, fault=fault, chunk_chars=80) as server:
        started_s = time.monotonic()
        with pytest.raises(Unanswered) as caught:
            await streamed(model, leave(server, model_timeout_s=TIMEOUT_S))
        assert caught.value.reason == STREAM_REASONS[fault]
        assert time.monotonic() - started_s < TIMEOUT_S + 1
        no_leak(server, caught.value, caplog.text)


async def test_a_server_that_is_not_there_is_named(model: OpenAIModel) -> None:
    async with OpenAIServer() as server:
        pass
    with pytest.raises(Unanswered, match=r"the model cannot be reached \(connection refused\); check its address"):
        await streamed(model, leave(server))


async def test_a_server_that_asks_for_silence_gets_it(model: OpenAIModel) -> None:
    async with OpenAIServer(fault=Fault.THROTTLED, retry_after_s=1) as server:
        with pytest.raises(Throttled, match="it asks to wait 1 s"):
            await streamed(model, leave(server))
        server.fault = None
        assert await streamed(model, leave(server)) == "Hello!"
        first, second = server.requests
        assert second.at_s - first.at_s > 0.9


async def test_whoever_cannot_wait_as_long_as_a_server_asks_is_told_at_once(model: OpenAIModel) -> None:
    async with OpenAIServer(fault=Fault.THROTTLED, retry_after_s=60) as server:
        for reason in ("it asks to wait 60 s", "the model is not asked for another 60 s, as it wished"):
            with pytest.raises(Throttled, match=reason):
                await streamed(model, leave(server))
        assert len(server.requests) == 1


async def test_failures_are_not_asked_again_in_secret(model: OpenAIModel) -> None:
    async with OpenAIServer(fault=Fault.SERVER_ERROR) as server:
        with pytest.raises(Unanswered):
            await streamed(model, leave(server))
        assert len(server.requests) == 1


async def test_what_was_refused_costs_nothing(model: OpenAIModel, budget: Budget) -> None:
    async with OpenAIServer(fault=Fault.UNAUTHORIZED, dialect=OLLAMA) as server:
        with pytest.raises(Unanswered):
            await streamed(model, leave(server))
        assert (await budget.usage(leave(server).settings)).startswith("0 of ")


async def test_what_came_before_a_failure_is_given_and_counted(model: OpenAIModel, budget: Budget) -> None:
    async with OpenAIServer("some words " * 20, fault=Fault.NO_END) as server:
        text = ""
        with pytest.raises(Unanswered):
            async for piece in model.stream(MESSAGES, leave(server)):
                text += piece
        assert text and ("some words " * 20).startswith(text)
        assert not (await budget.usage(leave(server).settings)).startswith("0 of ")


async def test_a_timeout_counts_the_question(model: OpenAIModel, budget: Budget) -> None:
    async with OpenAIServer(fault=Fault.HANG) as server:
        with pytest.raises(Unanswered, match="did not answer within"):
            await model.answer(MESSAGES, Choice, leave(server, model_timeout_s=0.5))
        assert not (await budget.usage(leave(server).settings)).startswith("0 of ")


ADDRESSES = {
    "http://[": "must begin with https://",
    "nonsense": "must begin with https://",
    "ftp://127.0.0.1/v1": "must begin with https://",
    "http://127.0.0.1:99999/v1": "must begin with https://",
    "http://user:pass@127.0.0.1:1/v1": "user name or password",
    "http://127.0.0.1:1/a b": "characters that no address has",
    "http://127.0.0.1:1/\x07": "cannot be reached",
    "http://ünï.localhost:1/v1": "characters that no address has",
}


@pytest.mark.parametrize("url", ADDRESSES)
async def test_an_address_that_is_none_is_named(model: OpenAIModel, url: str) -> None:
    with pytest.raises(Unanswered, match=ADDRESSES[url]):
        await streamed(model, Leave("document", Settings(model="m", model_url=url)))


async def test_a_key_that_is_none_is_named(model: OpenAIModel) -> None:
    async with OpenAIServer() as server:
        with pytest.raises(Unanswered, match="`model_key` holds characters that no key has") as caught:
            await streamed(model, leave(server, model_key="sécret\n"))
        assert "cret" not in str(caught.value)


async def test_without_a_models_name_nothing_is_asked(model: OpenAIModel) -> None:
    async with OpenAIServer() as server:
        with pytest.raises(Unanswered, match="no model is set; name one in `model`"):
            await streamed(model, leave(server, model=""))
        assert server.requests == []


@pytest.mark.parametrize("raw", [*STRAYS, "[]", "null", "3", '"text"', '[{"choices": []}]'])
async def test_json_that_is_no_answer_is_named(model: OpenAIModel, raw: str) -> None:
    async with OpenAIServer(raw=raw) as server:
        with pytest.raises(Unanswered, match="the model gave an answer without text"):
            await model.answer(MESSAGES, Choice, leave(server))


@pytest.mark.parametrize("tokens", [-1_000_000, 10**30])
async def test_usage_that_cannot_be_is_estimated_instead(model: OpenAIModel, budget: Budget, tokens: int) -> None:
    message = {"role": "assistant", "content": '{"name": "a", "line": 1}'}
    raw = {"choices": [{"message": message}], "usage": {"prompt_tokens": tokens, "completion_tokens": tokens}}
    async with OpenAIServer(raw=json.dumps(raw)) as server:
        await model.answer(MESSAGES, Choice, leave(server))
        assert 50 < int((await budget.usage(leave(server).settings)).split()[0]) < 1_000
