"""Text as it comes: from every kind of server, up to a stop sequence, and no longer than someone reads it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable

import pytest
from parallelproof.llm.budget import Budget
from parallelproof.llm.client import OpenAIModel
from parallelproof.llm.visible import Visible

from tests.backends.openai_server import DIALECTS, OLLAMA, OPENAI, VLLM, Dialect, Fault, OpenAIServer

from .asking import MESSAGES, leave, streamed

TEXT = "return sum(\n    values,\n    start=0,\n)"


async def used(budget: Budget, server: OpenAIServer) -> int:
    """Tokens of the day."""
    return int((await budget.usage(leave(server).settings)).split()[0].replace(",", ""))


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that the server sees."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the server sends no event
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
async def test_every_kind_of_server_streams_the_same_text(model: OpenAIModel, dialect: Dialect) -> None:
    async with OpenAIServer(TEXT, dialect) as server:
        assert await streamed(model, leave(server)) == TEXT


async def test_the_first_text_is_there_long_before_the_last(model: OpenAIModel) -> None:
    async with OpenAIServer("x" * 80, OLLAMA, delay_s=0.05) as server:
        async with contextlib.aclosing(model.stream(MESSAGES, leave(server))) as pieces:
            await anext(pieces)
            started_s = time.monotonic()
            async for _ in pieces:
                pass
        assert time.monotonic() - started_s > 0.5


async def test_usage_of_a_stream_is_what_the_server_tells(model: OpenAIModel, budget: Budget) -> None:
    async with OpenAIServer(TEXT, OPENAI) as server:
        await streamed(model, leave(server))
        assert server.requests[-1].body["stream_options"] == {"include_usage": True}
        assert await used(budget, server) == 6 + len(TEXT.split())


async def test_usage_of_a_stream_is_estimated_where_the_server_tells_none(model: OpenAIModel, budget: Budget) -> None:
    async with OpenAIServer(TEXT, VLLM) as server:
        await streamed(model, leave(server))
        written = len(TEXT) + sum(len(message.text) for message in MESSAGES)
        assert written / 4 < await used(budget, server) < written


async def test_hanging_up_early_ends_the_request_and_counts_what_came(model: OpenAIModel, budget: Budget) -> None:
    async with OpenAIServer("word " * 10_000, OLLAMA, delay_s=0.01) as server:
        async with contextlib.aclosing(model.stream(MESSAGES, leave(server))) as pieces:
            read = [await anext(pieces) for _ in range(5)]
        await until(lambda: not server.open)
        assert 5 < await used(budget, server) < 100
    assert "".join(read) == ("word " * 10_000)[: len("".join(read))]


async def test_cancelling_the_reader_ends_the_request(model: OpenAIModel, budget: Budget) -> None:
    async with OpenAIServer("word " * 10_000, OLLAMA, delay_s=0.01) as server:
        task = asyncio.create_task(streamed(model, leave(server)))
        await until(lambda: server.open)
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: not server.open)
        assert 5 < await used(budget, server) < 200


async def test_cancelling_before_the_first_word_counts_the_question(model: OpenAIModel, budget: Budget) -> None:
    async with OpenAIServer(fault=Fault.HANG, dialect=OLLAMA) as server:
        task = asyncio.create_task(streamed(model, leave(server)))
        await until(lambda: server.open)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: not server.open)
        assert 5 < await used(budget, server) < 50


async def test_a_stop_sequence_ends_the_text_even_where_the_server_knows_none(model: OpenAIModel) -> None:
    async with OpenAIServer("one\n<END>\ntwo" + " more" * 5_000, OLLAMA, delay_s=0.001) as server:
        assert await streamed(model, leave(server), ("<END>",)) == "one\n"
        assert server.requests[-1].body["stop"] == ["<END>"]
        await until(lambda: not server.open)


CASES = [
    (["plain"], "plain"),
    (["  in", "dented"], "  indented"),
    (["<th", "ink>a", "b</th", "ink>\n\n", "  x"], "  x"),
    (["\n<think>never ends"], ""),
    (["<", "b>"], "<b>"),
    (["<thi"], "<thi"),
    (["a<E", "ND>b", "c"], "a"),
    (["a<E", "N", "X"], "a<ENX"),
    (["a<EN"], "a<EN"),
    (["aSTOP<END>"], "a"),
    (["<think><END></think>y<END>"], "y"),
    ([], ""),
]


@pytest.mark.parametrize(("pieces", "text"), CASES, ids=repr)
def test_text_is_given_without_thought_and_up_to_a_stop(pieces: list[str], text: str) -> None:
    visible = Visible(("<END>", "STOP"))
    assert "".join(map(visible.feed, pieces)) + visible.rest() == text
