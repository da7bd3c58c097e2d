"""Nothing of a secret arrives at a model, wherever the cursor stands and whatever was typed of it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from parallelproof.domain import Card, Citation, Request, Snapshot, Span
from parallelproof.fulfill import ambiguity_model, completion
from parallelproof.llm.budget import Budget
from parallelproof.llm.client import OpenAIModel
from parallelproof.net.audit import AuditLog
from parallelproof.net.net import Net
from parallelproof.ports import Leave, Message
from parallelproof.settings import Settings

from tests.backends.openai_server import OLLAMA, OpenAIServer
from tests.fulfill.ambiguity_case import Nobody

NOTHING = '{"doubts": []}'
SECRETS = {
    "a password": ("db_password = ", "hunter2hunter2"),
    "a key": ("API_KEY = ", "s¦k-live-4f9a8b7c6d5e4f3a2b1c0d".replace("¦", "")),
    "in a call": ("connect(password=", "zebra7)Quagga]9"),
    "in an address": ("URL = ", "postgres://ada:zebra7Quagga9@db.example/x"),
}
HIDDEN = {**{name: secret for name, (_, secret) in SECRETS.items()}, "in an address": "zebra7Quagga9"}


def assignment(name: str) -> str:
    before, secret = SECRETS[name]
    return f'{before}"{secret}"'


def parts(secret: str) -> list[str]:
    """All that is long enough to be known as a part of it."""
    return [secret[at : at + 4] for at in range(len(secret) - 3)]


@pytest.fixture
async def model(tmp_path: Path) -> AsyncIterator[OpenAIModel]:
    net = Net(AuditLog(tmp_path / "state" / "audit.jsonl"))
    yield OpenAIModel(net, Budget(tmp_path / "state" / "budget.db"), {})
    await net.close()


def settings(server: OpenAIServer) -> Settings:
    enough = {"model_tokens_per_session": 10**9, "model_tokens_per_day": 10**9}
    known: dict[str, Any] = {"model": server.model, "model_url": server.url, "model_key": server.key}
    return Settings(**known, **enough)


def request(text: str, start: int, end: int) -> Request:
    return Request(Snapshot("untitled:a.py", 1, "python", text, end), Span(start, end), None)


async def asked(model: OpenAIModel, requests: Iterable[Request], server: OpenAIServer) -> None:
    for each in requests:
        await ambiguity_model.doubts(model, each, settings(server))


async def sent(model: OpenAIModel, prompts: Iterable[Sequence[Message]], server: OpenAIServer) -> None:
    for messages in prompts:
        leave = Leave("document", settings(server))
        async with contextlib.aclosing(model.stream(messages, leave)) as pieces:
            async for _ in pieces:
                pass


def check(server: OpenAIServer, secret: str, count: int) -> None:
    """Every question came, and none holds anything of the secret."""
    assert len(server.requests) == count
    for received in server.requests:
        held = [part for part in parts(secret) if part in received.raw.decode()]
        assert held == [], received.body["messages"][-1]["content"]


@pytest.mark.parametrize("name", SECRETS)
async def test_wherever_what_was_typed_begins_or_ends(name: str, model: OpenAIModel) -> None:
    text = f"import os\n{assignment(name)}\nx = 1\n"
    first = text.index(assignment(name))
    places = range(first, first + len(assignment(name)) + 1)
    requests = [request(text, place, places[-1]) for place in places]
    requests += [request(text, first, place) for place in places]
    requests += [request(text, place, place) for place in places]
    async with OpenAIServer(NOTHING, OLLAMA) as server:
        await asked(model, requests, server)
        check(server, HIDDEN[name], len(requests))


def documents(name: str, distance_chars: int) -> Iterator[str]:
    """Of one line, and of many, that end that far behind each place in an assignment."""
    line = assignment(name)
    for place in range(len(line) + 1):
        for filling in ("a = 1; ", "b = 2\n"):
            end = distance_chars - len(line) + place
            yield filling * 100 + line + (filling[-2:] + filling * 1_000)[:end]


@pytest.mark.parametrize("name", ["a password", "a key"])
@pytest.mark.parametrize("distance_chars", [2_000, 6_000])
async def test_wherever_the_part_that_is_sent_begins(name: str, distance_chars: int, model: OpenAIModel) -> None:
    requests = [request(text, len(text), len(text)) for text in documents(name, distance_chars)]
    async with OpenAIServer(NOTHING, OLLAMA) as server:
        await asked(model, requests, server)
        await sent(model, [completion.prompt(each, []) for each in requests], server)
        check(server, HIDDEN[name], 2 * len(requests))


@pytest.mark.parametrize("name", ["a password", "in an address"])
async def test_wherever_the_part_that_is_sent_ends(name: str, model: OpenAIModel) -> None:
    prompts = []
    for place in range(len(assignment(name)) + 1):
        for chars in (400, 600):
            text = "a = 1; " + "c = 3; " * 200
            text = text[: 7 + chars - place] + assignment(name) + "; " + text
            each = request(text, 0, 7)
            prompts += [ambiguity_model.prompt(each), completion.prompt(each, [])]
    async with OpenAIServer("x", OLLAMA) as server:
        await sent(model, prompts, server)
        check(server, HIDDEN[name], len(prompts))


@pytest.mark.parametrize("name", SECRETS)
async def test_wherever_the_cursor_stands(name: str, model: OpenAIModel) -> None:
    text = f"import os\n{assignment(name)}\nx = 1\n"
    prompts = [completion.prompt(request(text, place, place), []) for place in range(len(text) + 1)]
    async with OpenAIServer("x", OLLAMA) as server:
        await sent(model, prompts, server)
        check(server, HIDDEN[name], len(prompts))


async def test_a_completion_within_a_secret_is_asked_without_it(model: OpenAIModel) -> None:
    text = f"{assignment('in a call')})\n"
    ends = [place for place, char in enumerate(text) if char in ")]\n"]
    async with OpenAIServer("x", OLLAMA) as server:
        for place in ends:
            answers = completion.Completion(model).fulfill(request(text, place, place), settings(server), Nobody())
            assert [card async for card in answers if card.kind != "completion"] == []
        check(server, HIDDEN["in a call"], len(ends))


async def test_a_quotation_that_is_cut_short_holds_no_half_of_a_secret(model: OpenAIModel) -> None:
    name, prompts = "a key", []
    for place in range(len(assignment(name)) + 1):
        snippet = "word " * 100
        snippet = snippet[: 300 - place] + "\n" + assignment(name) + "\n" + snippet
        card = Card("context", "x", Span(0, 0), "web", (Citation("A page", "https://a.example", snippet),))
        prompts.append(completion.prompt(request("x = ", 4, 4), [card]))
    async with OpenAIServer("x", OLLAMA) as server:
        await sent(model, prompts, server)
        check(server, HIDDEN[name], len(prompts))


def told(each: Request) -> str:
    return ambiguity_model.prompt(each)[1].text


def test_what_was_typed_is_marked_by_whole_lines() -> None:
    text = "import os\nfirst = 1\nsecond = 2\nthird = 3\n"
    start, end = text.index("rst = 1"), text.index("nd = 2")
    marked = "import os\n<typed>\nfirst = 1\nsecond = 2\n</typed>\nthird = 3\n"
    assert told(request(text, start, end)) == marked
    assert told(request(text, start, text.index("third"))) == marked


@pytest.mark.parametrize("cursor", [0, 3_000, 50_000, 99_000, 100_000])
@pytest.mark.parametrize("line", ["word = 1\n", "word = 1; "])
def test_of_much_that_was_typed_the_nearest_to_the_cursor_is_sent(line: str, cursor: int) -> None:
    text = "".join(f"w{number:06d}" + line[1:] for number in range(7_000))[:100_000]
    snapshot = Snapshot("untitled:a.py", 1, "python", text, cursor)
    said = told(Request(snapshot, Span(0, len(text)), None))
    within = said.partition("<typed>\n")[2].partition("\n</typed>")[0]
    assert 3_900 < len(within) <= 4_000 and len(said) < 6_500
    at = text.index(within)
    assert at <= cursor <= at + len(within) + 1
