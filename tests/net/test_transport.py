"""`openai` goes out through the same guards."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openai
import pytest
from aiohttp import web
from parallelproof.net.audit import AuditLog
from parallelproof.net.net import Broken, Net, Rejected, Throttled, TimedOut
from parallelproof.ports import Leave, Unanswered
from parallelproof.settings import Privacy

from tests.net.serving import Handler, leave, served

KEY = "sk-¦0123456789abcdef0123".replace("¦", "")
BODY = "text of a body that nobody should repeat"
MESSAGES: list[Any] = [{"role": "user", "content": f'Complete for bob@example.org: api_key = "{KEY}"'}]


@pytest.fixture
async def net(tmp_path: Path) -> AsyncIterator[Net]:
    net = Net(AuditLog(tmp_path / "audit" / "audit.jsonl"), environ={})
    yield net
    await net.close()


def client(net: Net, url: str, given: Leave | None = None, timeout_s: float = 5.0) -> openai.AsyncOpenAI:
    given = given or leave("document")
    guarded = net.http_client("the model", given, timeout_s)
    return openai.AsyncOpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0, http_client=guarded)


def chunk(text: str) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    value = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(value).encode() + b"\n\n"


async def completing(request: web.Request) -> web.Response:
    choice = {"index": 0, "message": {"role": "assistant", "content": "é"}, "finish_reason": "stop"}
    return web.json_response(
        {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]},
        headers={"Set-Cookie": "who=bob"},
    )


async def streaming(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for word in ("a", " b", " é"):
        await response.write(chunk(word))
        await asyncio.sleep(0.01)
    await response.write(b"data: [DONE]\n\n")
    return response


async def test_texts_are_redacted_and_the_answer_comes_back(net: Net) -> None:
    async with served(completing) as server:
        answer = await client(net, server.url).chat.completions.create(model="m", messages=MESSAGES)
        ((request, body),) = server.requests
    assert answer.choices[0].message.content == "é"
    assert json.loads(body) == {
        "model": "m",
        "messages": [{"role": "user", "content": 'Complete for <mail>: api_key = "<secret>"'}],
    }
    assert request.content_length == len(body)
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert not [name for name in request.headers if name.lower().startswith("x-stainless")]
    await net.audit.close()
    sent, ended = map(json.loads, net.audit.path.read_text().splitlines())
    assert (sent["kind"], sent["source"], sent["bytes"]) == ("document", "the model", len(body))
    assert ended["outcome"] == "answered, HTTP 200"


async def test_a_stream_comes_as_it_is_written(net: Net) -> None:
    async with served(streaming) as server:
        stream = await client(net, server.url).chat.completions.create(model="m", messages=MESSAGES, stream=True)
        assert [part.choices[0].delta.content async for part in stream] == ["a", " b", " é"]


async def test_a_stream_may_be_left_early(net: Net) -> None:
    async with served(streaming) as server:
        for _ in range(3):
            stream = await client(net, server.url).chat.completions.create(model="m", messages=MESSAGES, stream=True)
            async for part in stream:
                assert part.choices[0].delta.content == "a"
                break
            await stream.close()
    await net.audit.close()
    lines = [json.loads(line) for line in net.audit.path.read_text().splitlines()]
    assert len([line for line in lines if line["outcome"] != "sent"]) == 3


async def test_many_clients_share_the_connections(net: Net) -> None:
    async with served(completing) as server:
        for _ in range(3):
            async with client(net, server.url) as one:
                await one.chat.completions.create(model="m", messages=MESSAGES)
        assert len({request.transport for request, _ in server.requests}) == 1


@pytest.mark.parametrize("privacy", [Privacy.LOCAL_ONLY, Privacy.QUERIES_ONLY])
async def test_what_the_mode_forbids_goes_nowhere(net: Net, privacy: Privacy) -> None:
    away = client(net, "https://api.example.org", leave("document", privacy))
    with pytest.raises(Unanswered, match=rf"the model was not asked: the setting `privacy` is `{privacy}`"):
        await away.chat.completions.create(model="m", messages=MESSAGES)


async def test_text_of_ignored_files_stays(net: Net, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("secret.py\n")
    given = leave("document", paths=(tmp_path / "secret.py",), root=tmp_path)
    async with served(completing) as server:
        with pytest.raises(Unanswered, match=r"was not asked: secret.py is ignored"):
            await client(net, server.url, given).chat.completions.create(model="m", messages=MESSAGES)
        assert server.requests == []


async def test_only_json_may_leave(net: Net) -> None:
    async with served(completing) as server:
        with pytest.raises(Unanswered, match="only JSON may leave"):
            await client(net, server.url).files.create(file=("a.py", b"secret"), purpose="batch")
        assert server.requests == []


def answering(body: str, status: int = 200, kind: str = "application/json", **headers: str) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=body, status=status, content_type=kind, headers=headers)

    return handler


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    while True:
        await response.write(chunk(BODY * 100))


async def stalling(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    while True:
        await response.write(b": still here\n\n")
        await asyncio.sleep(0.02)


async def breaking(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(chunk("a"))
    assert request.transport is not None
    request.transport.abort()
    return response


FAULTS: dict[str, tuple[Handler, type[Unanswered], str]] = {
    "a web page": (answering(f"<p>{BODY}", kind="text/html"), Unanswered, "a web page instead of JSON"),
    "400": (answering(BODY, 400), Rejected, "did not accept the request"),
    "401": (answering(BODY, 401), Rejected, "refused the key"),
    "429": (answering(BODY, 429, **{"Retry-After": "60"}), Throttled, "it asks to wait 60 s"),
    "500": (answering(BODY, 500), Broken, "has an error of its own"),
    "a redirect": (answering(BODY, 307, Location="https://evil.example/"), Unanswered, "sends elsewhere"),
    "endless": (endless, Unanswered, "answered with more than 4 MB"),
    "stalling": (stalling, TimedOut, "did not answer within 0.5 s"),
    "breaking": (breaking, Broken, "broke the connection"),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_bad_answer_is_named_even_within_a_stream(
    net: Net, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    handler, kind, reason = FAULTS[name]
    caplog.set_level(logging.DEBUG)
    async with served(handler) as server:
        asked = client(net, server.url, timeout_s=0.5 if name == "stalling" else 5.0)
        with pytest.raises(Unanswered, match=f"^the model .*{reason}") as raised:
            async for _ in await asked.chat.completions.create(model="m", messages=MESSAGES, stream=True):
                pass
        assert len(server.requests) == 1
    assert type(raised.value) is kind
    ours = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("openai"))
    assert KEY not in str(raised.value) + ours
    assert BODY not in str(raised.value) + ours
