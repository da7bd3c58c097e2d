"""Which cards stand: few of a kind, none twice, moved with edits elsewhere, gone with an edit of their own text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from parallelproof.domain import Card, Citation, Edit, Meaning, Span
from parallelproof.fulfill.cards import MOST, Cards
from parallelproof.fulfill.places import Applied
from parallelproof.settings import Settings

TEXT = "rows = parse(load(path))\ntotal = mean(rows)\n"
SETTINGS = Settings()


def question(name: str, *modules: str, score: float = 0.0, is_open: bool = True, text: str = TEXT) -> Card:
    meanings = tuple(Meaning(name, module, Path(f"/{module}.py"), 1, "function", f"{name}(x)") for module in modules)
    span = Span(text.index(name), text.index(name) + len(name))
    return Card("question", f"## {name}", span, "ambiguity", meanings=meanings, is_open=is_open, score=score)


def context(text: str, *sources: str, score: float = 0.0) -> Card:
    citations = tuple(Citation("page", source) for source in sources)
    return Card("context", text, Span(0, 4), "documents", citations, score=score)


def completion(insert: str, at: int) -> Card:
    return Card("completion", "", Span(at, at), "completion", insert=insert)


def kept(*cards: Card) -> Cards:
    made = Cards()
    for card in cards:
        made.add(card, TEXT)
    return made


def texts(cards: Cards, settings: Settings = SETTINGS) -> list[str]:
    return [card.text or card.insert for card in cards.shown(settings)]


def after(cards: Cards, edit: Edit, text: str = TEXT) -> str:
    applied, new = Applied.to(text, edit)
    cards.edit(applied)
    return new


def test_the_best_three_of_a_kind_are_kept_and_other_kinds_do_not_count() -> None:
    pages = [context(f"{word} of it", f"https://a/{word}", score=n) for n, word in enumerate("abcde")]
    made = kept(*pages, question("parse", "a", "b"))
    assert texts(made) == ["e of it", "d of it", "c of it", "## parse"] and MOST == 3


def test_questions_that_only_tell_take_no_place_of_those_that_ask() -> None:
    told = [question(name, "a", score=9, is_open=False) for name in ("parse", "load", "mean", "total")]
    assert len(texts(kept(*told, question("rows", "a", "b")))) == 4


def test_what_a_later_look_finds_takes_the_place_of_what_an_earlier_one_found() -> None:
    made = kept(*(context(f"old {word}", f"https://a/{word}", score=9) for word in "abc"))
    with made.look():
        made.add(context("new", "https://b", score=0.1), TEXT)
    assert texts(made)[0] == "new" and len(texts(made)) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (question("parse", "a", "b"), question("parse", "b", "a")),
        (context("Sums numbers.", "https://a"), context("Quite another text here.", "https://a")),
        (context("Adds up all numbers of a list.", "https://a"), context("adds up ALL numbers of a list", "https://b")),
        (completion("(rows)", 9), completion("(rows)", 9)),
    ],
)
def test_near_duplicates_are_dropped_and_the_better_one_stays(one: Card, other: Card) -> None:
    for first, second in ((one, other), (other, one)):
        made = kept(replace(first, score=1.0), replace(second, score=2.0))
        assert [card.score for card in made.shown(SETTINGS)] == [2.0]
        assert [card.score for card in kept(replace(first, score=2.0), second).shown(SETTINGS)] == [2.0]


@pytest.mark.parametrize(
    ("edit", "now"),
    [
        (Edit(Span(0, 0), "# one more line\n"), "parse"),
        (Edit(Span(len(TEXT), len(TEXT)), "more\n"), "parse"),
        (Edit(Span(12, 13), ""), None),
        (Edit(Span(12, 12), " "), "parse"),
        (Edit(Span(12, 12), "r"), None),
        (Edit(Span(7, 7), "re"), None),
        (Edit(Span(7, 7), "csv."), None),
        (Edit(Span(7, 7), "not "), "parse"),
        (Edit(Span(9, 9), "x"), None),
        (Edit(Span(8, 10), ""), None),
        (Edit(Span(0, len(TEXT)), ""), None),
    ],
)
def test_a_question_moves_with_edits_elsewhere_and_is_gone_with_an_edit_of_its_name(
    edit: Edit, now: str | None
) -> None:
    made = kept(question("parse", "a", "b"))
    revision, text = made.revision, after(made, edit)
    assert [text[card.span.start : card.span.end] for card in made.shown(SETTINGS)] == ([now] if now else [])
    assert (made.revision > revision) is (now is None)


@pytest.mark.parametrize(("typed", "left"), [("(", ["rows)"]), ("(ro", ["ws)"]), ("(rows)", []), ("[", [])])
def test_a_completion_goes_on_while_its_beginning_is_typed(typed: str, left: list[str]) -> None:
    made = kept(completion("(rows)", 30))
    after(made, Edit(Span(30, 30), typed))
    assert texts(made) == left
    assert all(card.span.end == 30 + len(typed) for card in made.shown(SETTINGS))


def test_a_card_that_comes_late_is_placed_where_its_text_is_now_or_left_out() -> None:
    made = Cards()
    with made.look():
        text = after(made, Edit(Span(0, 0), "import csv\n"))
        text = after(made, Edit(Span(text.index("mean"), text.index("mean") + 4), "median"), text)
        assert made.add(question("parse", "a", "b"), text)
        assert not made.add(question("mean", "a", "b"), text)
    (card,) = made.shown(SETTINGS)
    assert text[card.span.start : card.span.end] == "parse"


@pytest.mark.parametrize(
    ("line", "is_settled"),
    [
        ("from app.files import load, parse\n", True),
        ("import parse\n", True),
        ("def parse(text): ...\n", True),
        ("parse = csv.reader\n", True),
        ("parse: Parser = csv.reader\n", True),
        ("    parse,\n", True),
        ("from app.files import parser\n", False),
        ("parse == 1\n", False),
        ("print(parse)\n", False),
    ],
)
def test_a_question_is_settled_by_an_edit_that_binds_its_name(line: str, is_settled: bool) -> None:
    made = kept(question("parse", "a", "b"))
    after(made, Edit(Span(0, 0), line))
    assert texts(made) == ([] if is_settled else ["## parse"])
    late = Cards()
    with late.look():
        text = after(late, Edit(Span(0, 0), line))
        assert late.add(question("parse", "a", "b"), text) is not is_settled


def test_nobody_is_asked_again_about_a_name_that_is_to_be_ignored() -> None:
    made = kept(question("parse", "a", "b"), question("load", "c", "d"))
    made.ignore("parse")
    made.add(question("parse", "a", "b"), TEXT)
    assert texts(made) == ["## load"]


@pytest.mark.parametrize(
    ("settings", "left"),
    [
        (replace(SETTINGS, ambiguity=False), ["page", "(rows)"]),
        (replace(SETTINGS, web_context=False), ["## parse", "(rows)"]),
        (replace(SETTINGS, completion=False), ["page", "## parse"]),
        (replace(SETTINGS, fulfill=False), []),
        (replace(SETTINGS, enabled=False), []),
    ],
)
def test_each_kind_can_be_switched_off(settings: Settings, left: list[str]) -> None:
    made = kept(context("page", "https://a"), question("parse", "a", "b"), completion("(rows)", 30))
    assert sorted(texts(made, settings)) == sorted(left)
