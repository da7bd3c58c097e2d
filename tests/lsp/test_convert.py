"""Positions of a client, in any of the three encodings, against offsets in code points."""

from __future__ import annotations

import random

import pytest
from lsprotocol import types
from parallelproof.domain import Edit, Edits, Span
from parallelproof.lsp.convert import Converter, Lines, difference

TEXT = "ab\r\nsmile 😀 é\n\rlast"
BITS = ["a", "😀", "é", "\r", "\n", "\r\n", "\u2028", "xyz\nq"]


@pytest.mark.parametrize(
    ("encoding", "line", "column", "found"),
    [
        ("utf-16", 1, 8, " é"),
        ("utf-8", 1, 10, " é"),
        ("utf-32", 1, 7, " é"),
        ("utf-16", 0, 99, "\r\n"),
        ("utf-16", 99, 99, ""),
        ("utf-16", 2, 5, "\rlast"),
        ("utf-16", 3, 1, "ast"),
        ("utf-16", 3, 99, ""),
    ],
)
def test_a_position_is_found_in_each_encoding_and_clamped_to_the_text(
    encoding: str, line: int, column: int, found: str
) -> None:
    place = types.Position(line, column)
    span = Converter(encoding).span("u", TEXT, types.Range(place, place))
    assert TEXT[span.start :].startswith(found) and (found or span.start == len(TEXT))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_every_offset_survives_the_way_to_the_client_and_back(encoding: str) -> None:
    converter = Converter(encoding)
    for offset in range(len(TEXT) + 1):
        if TEXT[offset - 1 : offset + 1] == "\r\n":
            continue
        place = converter.range("u", TEXT, Span(offset, offset))
        assert converter.span("u", TEXT, place) == Span(offset, offset)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_position_within_a_character_does_no_harm(encoding: str) -> None:
    place = types.Position(1, 7)
    span = Converter(encoding).span("u", TEXT, types.Range(place, place))
    assert 10 <= span.start <= 11


def test_a_lone_surrogate_is_kept_and_counted() -> None:
    text = "a\ud83d😀b"
    place = types.Position(0, 4)
    assert Converter("utf-16").span("u", text, types.Range(place, place)) == Span(3, 3)


def test_a_range_that_ends_before_it_begins_is_empty() -> None:
    place = types.Range(types.Position(3, 2), types.Position(0, 0))
    span = Converter().span("u", TEXT, place)
    assert span.start == span.end


def test_lines_after_any_edit_are_those_of_the_new_text() -> None:
    dice = random.Random(2)
    for _ in range(5000):
        text = "".join(dice.choices(BITS, k=dice.randrange(8)))
        start = dice.randrange(len(text) + 1)
        edit = Edit(Span(start, dice.randrange(start, len(text) + 1)), "".join(dice.choices(BITS, k=dice.randrange(3))))
        assert Lines.of(text).after(edit) == Lines.of(Edits((edit,)).apply(text))


def test_a_whole_new_text_counts_as_the_smallest_edit() -> None:
    dice = random.Random(3)
    for _ in range(2000):
        old, new = ("".join(dice.choices("ab", k=dice.randrange(6))) for _ in range(2))
        assert Edits((difference(old, new),)).apply(old) == new
    assert difference("one two three", "one 2 three") == Edit(Span(4, 7), "2")


def test_changes_of_one_message_build_on_each_other() -> None:
    def at(column: int) -> types.Range:
        return types.Range(types.Position(0, column), types.Position(0, column))

    changes = [
        types.TextDocumentContentChangePartial(at(0), "😀"),
        types.TextDocumentContentChangePartial(at(2), "x\ny"),
        types.TextDocumentContentChangeWholeDocument("😀x\nyes"),
    ]
    edits = Converter("utf-16").changes("u", "", changes)
    assert edits == [Edit(Span(0, 0), "😀"), Edit(Span(1, 1), "x\ny"), Edit(Span(4, 4), "es")]
