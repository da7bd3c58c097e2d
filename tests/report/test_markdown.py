"""The wins for a comment: a table and the grounds of each, in which no text of the project comes to life."""

from __future__ import annotations

from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token
from parallelproof.domain import Edit, Edits
from parallelproof.report.markdown import MOST_CHARS, markdown
from parallelproof.report.ranking import offers

EVIL = "![x](http://evil.example/p.png) <img src=x onerror=alert(1)> [a](http://evil.example) @everyone | ``` <!-- `"


def tokens(text: str) -> list[Token]:
    """Everything that Markdown makes of a text, as GitHub reads tables."""
    found = []
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        found += [block, *(block.children or [])]
    return found


def test_the_comment_is_as_it_always_was(report, sources, golden):
    golden("comment.md", markdown(offers(report), sources))


def test_where_nothing_was_found_there_is_nothing_to_say(sources):
    assert markdown([], sources) == ""


def test_a_growth_that_is_known_of_one_version_only_is_not_told(report, sources):
    first, *_ = offers(report)
    half = replace(first, win=replace(first.win, measurement=replace(first.win.measurement, baseline_growth=None)))
    assert "O(n" not in markdown([half], sources).partition("<details>")[0]


def test_no_text_of_the_project_comes_to_life(report, sources):
    first, *others = offers(report)
    unit = replace(first.unit.unit, name=f"evil{EVIL}")
    change = Edits((Edit(first.trial.candidate.change.edits[0].span, f"    # {EVIL}\n"),))
    candidate = replace(first.trial.candidate, unit=unit, why=EVIL, change=change)
    evil = replace(first, unit=replace(first.unit, unit=unit), trial=replace(first.trial, candidate=candidate))
    text = markdown([evil, *others], sources)
    found = tokens(text)
    assert not [token.type for token in found if token.type in ("link_open", "image")]
    html = "".join(token.content for token in found if token.type in ("html_inline", "html_block"))
    assert "<img" not in html and "<!--" not in html
    assert [token.content.count(EVIL) for token in found if token.type == "fence"] == [1, 0]
    assert len([token for token in found if token.type == "tr_open"]) == 3, "a row for each win, and the head"
    outside = [token.content for token in found if token.type in ("text", "html_inline", "html_block")]
    assert not [text for text in outside if "@everyone" in text and "<code>" not in text]


def test_a_comment_is_no_longer_than_services_take(report, sources):
    many = offers(report)[:1] * 300
    text = markdown(many, sources)
    assert 40_000 < len(text) <= MOST_CHARS
    left = 300 - text.count("<details>")
    assert left > 0 and f"The details of {left} more are left out" in text
