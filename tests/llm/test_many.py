"""Many ask a model at once: never too many, everyone's first before anyone's second, and equal questions cost one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from parallelproof.llm.client import OpenAIModel
from parallelproof.ports import Leave, Message, Unanswered

from tests.backends.openai_server import OLLAMA, Fault, OpenAIServer

from .asking import Choice, leave

ANSWER = '{"name": "a", "line": 1}'


def question(text: str) -> tuple[Message, ...]:
    return (Message("user", text),)


def asks(server: OpenAIServer, **options: object) -> Leave:
    """With a budget that is no limit here."""
    known = {"model_tokens_per_session": 10**9, "model_tokens_per_day": 10**9, "model_timeout_s": 20.0}
    return leave(server, **{**known, **options})


async def eventually(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 - the server sends no event
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def counted(server: OpenAIServer) -> AsyncIterator[list[int]]:
    """How many requests were open, seen every few milliseconds."""
    seen: list[int] = []

    async def look() -> None:
        while True:
            seen.append(server.open)
            await asyncio.sleep(0.002)

    looking = asyncio.create_task(look())
    yield seen
    looking.cancel()


async def read(model: OpenAIModel, text: str, given: Leave) -> str:
    async with contextlib.aclosing(model.stream(question(text), given)) as pieces:
        return "".join([piece async for piece in pieces])


async def test_no_more_are_asked_at_once_than_one_user_may_have_and_none_is_lost(model: OpenAIModel) -> None:
    async with OpenAIServer(ANSWER, OLLAMA, delay_s=0.1) as server, counted(server) as seen:
        answers = [model.answer(question(f"q {number}"), Choice, asks(server)) for number in range(9)]
        streams = [read(model, f"s {number}", asks(server)) for number in range(3)]
        found = await asyncio.gather(*answers, *streams)
    assert len(found) == 12 and len(server.requests) == 12
    assert 4 <= max(seen) <= 8


async def test_many_users_never_have_more_at_once_than_a_server_is_asked_at_most(model: OpenAIModel) -> None:
    async with OpenAIServer(ANSWER, OLLAMA, delay_s=0.2, chunk_chars=99) as server, counted(server) as seen:
        leaves = [replace(asks(server), user=f"user {number % 10}") for number in range(40)]
        await asyncio.gather(*(read(model, f"{number}", each) for number, each in enumerate(leaves)))
    assert 8 < max(seen) <= 16
    assert len(server.requests) == 40


async def test_everyones_first_question_comes_before_anyones_last(model: OpenAIModel) -> None:
    async with OpenAIServer(ANSWER, OLLAMA, delay_s=0.1, chunk_chars=99) as server:
        greedy = [
            asyncio.create_task(read(model, f"greedy {number}", replace(asks(server), user="greedy")))
            for number in range(20)
        ]
        await eventually(lambda: len(server.requests) >= 4)
        await read(model, "modest", replace(asks(server), user="modest"))
        assert sum(task.done() for task in greedy) < 16
        await asyncio.gather(*greedy)


async def test_a_stream_holds_its_place_until_it_is_read_or_closed(model: OpenAIModel) -> None:
    async with OpenAIServer("word " * 2_000, OLLAMA, delay_s=0.01) as server:
        streams = [model.stream(question(f"{number}"), asks(server)) for number in range(4)]
        for stream in streams:
            assert await anext(stream)
        fifth = asyncio.create_task(anext(model.stream(question("fifth"), asks(server))))
        await asyncio.sleep(0.4)
        assert len(server.requests) == 4 and not fifth.done()
        await streams[0].aclose()
        assert await asyncio.wait_for(fifth, 5)
        for stream in streams:
            await stream.aclose()


async def test_a_server_that_bears_less_is_asked_less(model: OpenAIModel) -> None:
    async with OpenAIServer(ANSWER, OLLAMA, fault=Fault.NO_QUOTA, delay_s=0.1) as server:
        first = [read(model, f"a {number}", asks(server)) for number in range(4)]
        assert all(isinstance(one, Unanswered) for one in await asyncio.gather(*first, return_exceptions=True))
        server.fault = None
        await asyncio.sleep(0.3)
        async with counted(server) as seen:
            await asyncio.gather(*(read(model, f"b {number}", asks(server)) for number in range(4)))
    assert max(seen) == 2


async def test_whoever_waits_for_a_place_too_long_is_told_so(model: OpenAIModel) -> None:
    async with OpenAIServer(ANSWER, OLLAMA, fault=Fault.HANG) as server:
        hanging = [asyncio.create_task(read(model, f"{number}", asks(server))) for number in range(4)]
        await eventually(lambda: server.open == 4)
        with pytest.raises(Unanswered, match=r"was not asked: others kept its server busy for 0\.3 s"):
            await read(model, "one more", asks(server, model_timeout_s=0.3))
        for task in hanging:
            task.cancel()
        await asyncio.wait(hanging)
        assert len(server.requests) == 4


async def test_equal_questions_at_the_same_time_cost_one_request(model: OpenAIModel) -> None:
    async with OpenAIServer(ANSWER, OLLAMA, delay_s=0.2) as server:
        leaves = [replace(asks(server), user=name) for name in "abc"]
        found = await asyncio.gather(*(model.answer(question("same"), Choice, each) for each in leaves))
        assert [each.name for each in found] == ["a"] * 3 and len(server.requests) == 1
        await model.answer(question("same"), Choice, leaves[0])
        assert len(server.requests) == 2, "an answer that has come is not kept"


async def test_what_differs_in_anything_is_asked_for_itself(model: OpenAIModel, tmp_path: Path) -> None:
    class Other(Choice):
        """Another shape."""

    async with OpenAIServer(ANSWER, OLLAMA, delay_s=0.2) as server:
        same = question("same")
        await asyncio.gather(
            model.answer(same, Choice, asks(server)),
            model.answer(same, Other, asks(server)),
            model.answer(question("different"), Choice, asks(server)),
            model.answer(same, Choice, asks(server, model_key="another")),
        )
        assert len(server.requests) == 4
        (tmp_path / ".parallelproofignore").write_text("private.py\n")
        mine, yours = (
            replace(asks(server), paths=(tmp_path / name,), root=tmp_path) for name in ("private.py", "open.py")
        )
        kept, free = await asyncio.gather(
            *(model.answer(same, Choice, each) for each in (mine, yours)), return_exceptions=True
        )
        assert isinstance(kept, Unanswered) and isinstance(free, Choice)


async def test_one_who_stops_waiting_takes_nothing_from_the_others_and_the_last_hangs_up(model: OpenAIModel) -> None:
    async with OpenAIServer(ANSWER, OLLAMA, delay_s=0.3) as server:
        leaving, staying = (asyncio.create_task(model.answer(question("same"), Choice, asks(server))) for _ in range(2))
        await eventually(lambda: server.open == 1)
        leaving.cancel()
        assert (await staying).name == "a" and leaving.cancelled()
        server.fault = Fault.HANG
        last = asyncio.create_task(model.answer(question("same"), Choice, asks(server)))
        await eventually(lambda: server.open == 1)
        last.cancel()
        await asyncio.wait([last])
        await eventually(lambda: server.open == 0)
        assert len(server.requests) == 2


async def test_a_failure_is_everyones_who_asked_the_same(model: OpenAIModel) -> None:
    async with OpenAIServer(fault=Fault.SERVER_ERROR, delay_s=0.2) as server:
        failed = await asyncio.gather(
            *(model.answer(question("same"), Choice, asks(server)) for _ in range(3)), return_exceptions=True
        )
        assert len(server.requests) == 1
    assert all(isinstance(one, Unanswered) for one in failed)
