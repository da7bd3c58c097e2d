"""How the questions behave when things go wrong, are late, or are cancelled, and what a model adds to them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from parallelproof.domain import Card, Request, Snapshot, Span
from parallelproof.fulfill.ambiguity import MOST_CARDS, Ambiguity
from parallelproof.llm.budget import Budget
from parallelproof.llm.client import OpenAIModel
from parallelproof.net.audit import AuditLog
from parallelproof.net.net import Net
from parallelproof.ports import Unanswered
from parallelproof.search.lines import FoundLines
from parallelproof.search.ripgrep import TextSearch, find
from parallelproof.settings import Settings

from tests.backends.openai_server import Fault, OpenAIServer
from tests.fulfill.ambiguity_case import Nobody, cards, request

FILES = {
    "app/__init__.py": "",
    "app/parsers.py": "def parse(text): ...\n\n\ndef split_rows(text): ...\n",
    "app/tables.py": "def parse(rows): ...\n\n\ndef read_rows(path): ...\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
async def model(tmp_path: Path) -> AsyncIterator[OpenAIModel]:
    net = Net(AuditLog(tmp_path / "state" / "audit.jsonl"))
    yield OpenAIModel(net, Budget(tmp_path / "state" / "budget.db"), {})
    await net.close()


def asked(project: Path, marked: str) -> Request:
    return request(project / "app" / "main.py", marked, project)


def titles(found: Sequence[Card]) -> list[str]:
    return [card.text.partition("\n")[0] for card in found]


async def test_a_card_says_what_a_name_may_mean_and_where_it_is_defined(project: Path) -> None:
    (card,) = await cards(asked(project, "def run(x):\n    «return parse(x)»\n"))
    assert card.text == (
        "Which `parse` do you mean?\n\n- `parse(text)` in `app.parsers`\n- `parse(rows)` in `app.tables`"
    )
    assert [(one.title, one.source, one.snippet) for one in card.citations] == [
        ("app.parsers.parse", "app/parsers.py:1", "def parse(text): ..."),
        ("app.tables.parse", "app/tables.py:1", "def parse(rows): ..."),
    ]


def test_it_is_wanted_as_long_as_it_is_not_switched_off() -> None:
    fulfiller = Ambiguity(TextSearch(None))
    assert fulfiller.is_wanted(Settings())
    assert not fulfiller.is_wanted(Settings(ambiguity=False))


async def test_without_a_folder_the_standard_library_still_answers() -> None:
    (card,) = await cards(Request(Snapshot("untitled:1", 1, "python", "x = Path('a')\n"), Span(0, 13), None))
    assert card.meanings[0].module == "pathlib"


async def test_nothing_is_searched_where_nothing_is_in_doubt(project: Path) -> None:
    class Unused:
        async def search(
            self, names: Sequence[str], folder: Path, near: Path, timeout_s: float, is_deep: bool = True
        ) -> FoundLines:
            raise AssertionError(names)

    marked = "from app.parsers import parse\n\ndef run(x):\n    «return [parse(row) for row in x if len(row)]»\n"
    assert not await cards(asked(project, marked), Ambiguity(Unused()))


async def test_equal_names_are_searched_once_and_few_at_a_time(project: Path) -> None:
    seen: list[Sequence[str]] = []

    class Noting:
        async def search(
            self, names: Sequence[str], folder: Path, near: Path, timeout_s: float, is_deep: bool = True
        ) -> FoundLines:
            seen.append(names)
            return FoundLines()

    typed = "".join(f"call_{number % 9}(1)\n" for number in range(60))
    found = await cards(asked(project, f"«{typed}»"), Ambiguity(Noting()))
    assert len(found) == MOST_CARDS
    assert len(seen) == 1 and len(set(seen[0])) == len(seen[0]) == 5


@pytest.mark.parametrize(
    "text", ["", "\n", "«", "x = '\ud800'", "\0", "def", "(((((", "@", "'''", "a" * 100_000, "é" * 300]
)
async def test_no_text_is_too_broken(project: Path, text: str) -> None:
    broken = Request(
        Snapshot((project / "app/x.py").as_uri(), 1, "python", text, len(text)), Span(0, len(text)), project
    )
    assert isinstance(await cards(broken), list)


async def test_every_beginning_of_a_text_can_be_asked_about(project: Path) -> None:
    text = (
        "import os\n\n\nclass A(Base):\n    def f(self, rows: list[Row], *, key=None) -> dict:\n        try:\n"
        "            return {parse(row)['a']: f'{row!r:>{width}}' for row in rows if row}\n"
        "        except (KeyError, Bad) as error:\n            raise Worse(error) from None\n"
    )
    silent = Ambiguity(TextSearch(None))
    for end in range(0, len(text), 3):
        start = text.rfind("\n", 0, end) + 1
        snapshot = Snapshot("untitled:1", 1, "python", text[:end], end)
        for card in await cards(Request(snapshot, Span(start, end), None), silent):
            assert text[card.span.start : card.span.end].isidentifier()
            assert text[card.span.start : card.span.end] not in ("os", "self", "rows", "key", "error", "f")


async def test_windows_line_ends_and_characters_beyond_ascii_move_nothing(project: Path) -> None:
    marked = "# 𝒳𝒴 é\r\ndef run(x):\r\n    «return 'é', parse(x)»\r\n"
    (card,) = await cards(asked(project, marked))
    text = marked.replace("«", "").replace("»", "")
    assert text[card.span.start : card.span.end] == "parse"


def running(marker: str) -> list[psutil.Process]:
    return [one for one in psutil.Process().children(recursive=True) if marker in command(one)]


def command(process: psutil.Process) -> str:
    """What a process runs, nothing once it has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@pytest.fixture
def slow_ripgrep(project: Path) -> Path:
    """Ripgrep, which then does not end."""
    program = project / "slow-rg"
    program.write_text(f'#!/bin/sh\n"{find()}" "$@"\nsleep 4321.5\n')
    program.chmod(0o755)
    return program


async def test_what_was_found_before_the_deadline_is_understood(project: Path, slow_ripgrep: Path) -> None:
    settings = Settings(fulfill_deadline_s=1.0)
    found = await cards(asked(project, "«parse(1)»\n"), Ambiguity(TextSearch(slow_ripgrep)), settings)
    assert [len(card.meanings) for card in found] == [2]
    assert not running("4321.5")


@pytest.mark.parametrize("typed", ["«parse(1)»\n", "«split_rows(1)»\n", "«# see `parse`»\n", "«# see `split_rows`»\n"])
async def test_a_search_that_was_cut_short_settles_nothing_and_is_told_once(
    project: Path, slow_ripgrep: Path, model: OpenAIModel, typed: str
) -> None:
    answer = said(("see", ["split_rows", "read_rows"], "Split, or read?"))
    async with OpenAIServer(answer) as server:
        settings = with_model(server, fulfill_deadline_s=1.0)
        fulfiller = Ambiguity(TextSearch(slow_ripgrep), model)
        found = [one async for one in fulfiller.fulfill(asked(project, typed), settings, Nobody())]
    answers = [one for one in found if isinstance(one, Card)]
    (failure,) = [one for one in found if not isinstance(one, Card)]
    assert failure.source == "ambiguity" and failure.reason.startswith("The search was cut short")
    assert answers and not any(card.is_open for card in answers)
    assert all("as far as the search came" in title for title in titles(answers))


async def test_a_search_of_everything_is_not_told_about(project: Path) -> None:
    found = Ambiguity(TextSearch(find())).fulfill(asked(project, "«parse(1)»\n"), Settings(), Nobody())
    assert [type(one) async for one in found] == [Card]


@pytest.mark.parametrize("language", ["javascript", "typescript", "sql", "markdown", ""])
async def test_other_languages_are_not_read_as_python(project: Path, language: str) -> None:
    request = asked(project, "«parse(1)  # TODO: call `split_rows`»\n")
    other = replace(request, snapshot=replace(request.snapshot, language=language))
    assert await cards(request) and not await cards(other)


async def test_a_meaning_is_cited_with_two_lines_before_and_after_it(project: Path) -> None:
    (project / "app" / "more.py").write_text(
        "OTHER = 1\n\n\nclass Reader:\n    @staticmethod\n    def parse_all(text): ...\n\n\n"
        "@cache\n# Made once.\ndef shape(text):\n    rows = text.split()\n    return rows\n    # more\n\n"
        "def told(text):\n    'It is told.'\n    return text\n"
    )
    marked = "«shape(told(1))»\n"
    found = {card.meanings[0].name: card.citations[0].snippet for card in await cards(asked(project, marked))}
    assert found == {
        "shape": "@cache\n# Made once.\ndef shape(text):\n    rows = text.split()\n    return rows",
        "told": "def told(text):\n    'It is told.'\n    return text",
    }


async def test_a_cancelled_look_leaves_no_process_behind(project: Path, slow_ripgrep: Path) -> None:
    look = asyncio.create_task(cards(asked(project, "«parse(1)»\n"), Ambiguity(TextSearch(slow_ripgrep))))
    async with asyncio.timeout(20):
        while not running("4321.5"):  # noqa: ASYNC110 - nobody tells when a process begins
            await asyncio.sleep(0.01)
    look.cancel()
    with pytest.raises(asyncio.CancelledError):
        await look
    assert not running("4321.5")


def said(*doubts: tuple[str, list[str], str]) -> str:
    keys = ("words", "definitions", "question")
    return json.dumps({"doubts": [dict(zip(keys, doubt, strict=True)) for doubt in doubts]})


def with_model(server: OpenAIServer, **options: Any) -> Settings:
    return replace(Settings(model=server.model, model_url=server.url, model_key=server.key), **options)


COMMENT = "def run(x):\n    «# the rows of the table, one by one\n»    pass\n"


async def test_a_model_asks_about_words_that_are_no_names(project: Path, model: OpenAIModel) -> None:
    answer = said(("rows of the table", ["split_rows", "read_rows"], "Split [them](http://x.org), or read?"))
    async with OpenAIServer(answer) as server:
        (card,) = await cards(asked(project, COMMENT), Ambiguity(TextSearch(find()), model), with_model(server))
    assert {one.name for one in card.meanings} == {"split_rows", "read_rows"}
    assert titles([card]) == ["Split them http: x.org , or read?"]
    assert card.is_open and not card.is_undefined


@pytest.mark.parametrize(
    "doubt",
    [
        ("rows of the table", ["made_up", "also_made_up"], "Which?"),
        ("words that were not typed", ["split_rows", "read_rows"], "Which?"),
        ("x", ["split_rows", "read_rows"], "Which?"),
        ("rows", [], "Which?"),
        ("rows", ["not a name", "rm -rf"], "Which?"),
        ("", ["split_rows"], "Which?"),
    ],
    ids=["no definition", "not typed", "bound here", "no names", "no identifiers", "no words"],
)
async def test_what_a_model_says_without_a_definition_is_dropped(
    project: Path, model: OpenAIModel, doubt: tuple[str, list[str], str]
) -> None:
    marked = COMMENT.replace("»    pass", "    x»")
    async with OpenAIServer(said(doubt)) as server:
        assert not await cards(asked(project, marked), Ambiguity(TextSearch(find()), model), with_model(server))
        assert len(server.requests) == 1


async def test_local_cards_do_not_wait_for_the_model(project: Path, model: OpenAIModel) -> None:
    async with OpenAIServer(said(), delay_s=2.0) as server:
        begun_s = time.monotonic()
        fulfiller = Ambiguity(TextSearch(find()), model)
        found = fulfiller.fulfill(asked(project, "«parse(1)»\n"), with_model(server), Nobody())
        async with aclosing(found) as answers:  # type: ignore[type-var]
            async for card in answers:
                assert isinstance(card, Card) and card.meanings
                break
        assert time.monotonic() - begun_s < 2.0


async def test_a_model_that_fails_costs_only_what_it_would_have_added(project: Path, model: OpenAIModel) -> None:
    async with OpenAIServer(fault=Fault.SERVER_ERROR) as server:
        fulfiller = Ambiguity(TextSearch(find()), model)
        found: list[object] = []
        with pytest.raises(Unanswered, match="the model"):
            answers = fulfiller.fulfill(asked(project, "«parse(1)»\n"), with_model(server), Nobody())
            async for card in answers:
                found.append(card)  # noqa: PERF401 - what came before the error counts
    assert len(found) == 1


async def test_no_model_is_asked_unless_one_is_set(project: Path, model: OpenAIModel) -> None:
    async with OpenAIServer(said()) as server:
        assert await cards(asked(project, "«parse(1)»\n"), Ambiguity(TextSearch(find()), model))
        assert not server.requests


async def test_a_document_that_is_ignored_is_not_sent(project: Path, model: OpenAIModel) -> None:
    (project / ".parallelproofignore").write_text("main.py\n")
    async with OpenAIServer(said()) as server:
        with pytest.raises(Unanswered):
            await cards(asked(project, COMMENT), Ambiguity(TextSearch(find()), model), with_model(server))
        assert not server.requests
