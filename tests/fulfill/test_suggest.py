"""Ghost text. Each case of golden/suggest is a text with its cursor (‸), the cards found for it, and what is offered.

`UPDATE_GOLDEN=1 pytest` writes the offers anew, for review in the diff.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from parallelproof.domain import Card, Meaning, Snapshot, Span
from parallelproof.fulfill.suggest import suggestion
from parallelproof.settings import GhostText, Settings

CASES = sorted((Path(__file__).parent.parent / "golden" / "suggest").glob("*.md"))
BLOCKS = re.compile(r"```typed\n(.*?)```\n\n```found\n(.*?)```\n\n```offers\n(.*?)```", re.DOTALL)
QUESTION = re.compile(r"question (?P<name>\w+)(?:@(?P<at>\d+))?: (?P<meanings>.*)")
MEANING = re.compile(r"(?P<kind>\w+) (?P<module>[\w.]+) ?(?P<signature>.*)")
SETTINGS = Settings()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_offered_at_the_cursor(path: Path) -> None:
    document = path.read_text("utf-8")
    match = BLOCKS.search(document)
    assert match, "a case is a block of what was typed, one of what was found and one of what is offered"
    typed, found, expected = match.groups()
    cursor, text = typed.index("‸"), typed.replace("‸", "")
    cards = [card(line, text, cursor) for line in found.splitlines() if line]
    offered = suggestion(Snapshot("file:///a.py", 1, "python", text), cursor, cards, SETTINGS)
    assert offered is None or offered.at == cursor
    shown = f"{offered.text}\n{offered.because}\n" if offered else ""
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(document.replace(f"```offers\n{expected}```", f"```offers\n{shown}```"), "utf-8")
    else:
        assert shown == expected


@pytest.mark.parametrize(
    "settings",
    [
        replace(SETTINGS, completion=False),
        replace(SETTINGS, fulfill=False),
        replace(SETTINGS, ghost_text=GhostText.NEVER),
    ],
)
def test_nothing_is_offered_where_it_is_switched_off(settings: Settings) -> None:
    cards = [card("question mean: function app.stats mean(values)", "mean\n", 4)]
    assert suggestion(Snapshot("file:///a.py", 1, "python", "mean\n"), 4, cards, SETTINGS)
    assert suggestion(Snapshot("file:///a.py", 1, "python", "mean\n"), 4, cards, settings) is None


def card(line: str, text: str, cursor: int) -> Card:
    """`question NAME[@OFFSET]: KIND MODULE SIGNATURE | ...` or `completion: "JSON text"`."""
    if line.startswith("completion: "):
        insert = json.loads(line.removeprefix("completion: "))
        return Card("completion", "## the model", Span(cursor, cursor), "completion", insert=insert)
    found = QUESTION.fullmatch(line)
    assert found, line
    start = int(found["at"] or text.rindex(found["name"]))
    meanings = tuple(meaning(found["name"], each) for each in found["meanings"].split(" | "))
    return Card("question", "", Span(start, start + len(found["name"])), "ambiguity", meanings=meanings)


def meaning(name: str, text: str) -> Meaning:
    found = MEANING.fullmatch(text)
    assert found, text
    return Meaning(name, found["module"], None, 1, found["kind"], found["signature"])  # type: ignore[arg-type]
