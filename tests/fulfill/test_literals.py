"""Which places are within a string or a comment, and that no text makes the answer slow."""

from __future__ import annotations

import time

import pytest
from parallelproof.domain import Card, Meaning, Snapshot, Span
from parallelproof.fulfill.literals import literal_at
from parallelproof.fulfill.suggest import suggestion
from parallelproof.settings import Settings


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("x = 1‸", None),
        ("# note‸", 0),
        ("# note\n‸", None),
        ("x = 'a‸", 4),
        ("x = 'a'‸", None),
        ("x = 'a\\'‸", 4),
        ("x = 'a\n‸", None),
        ("x = ''‸", None),
        ('"""a\nb‸', 0),
        ('"""a"""‸', None),
        ('"""a""‸', 0),
        ("'''a\"\"\"‸", 0),
        ("x = \"it's‸", 4),
        ("x = 'a' # 'b‸", 8),
        ('f("""a""", \'b‸', 11),
    ],
)
def test_the_string_or_comment_that_a_place_is_in(text: str, start: int | None) -> None:
    at, text = text.index("‸"), text.replace("‸", "")
    found = literal_at(text, at)
    assert (found.start if found else None) == start


@pytest.mark.parametrize("line", ["x" * 1_000_000, "a b" * 300_000, "'" * 999_999, "(" * 500_000, '"""' * 300_000])
def test_a_line_as_long_as_a_book_is_answered_at_once(line: str) -> None:
    text = f"{line}\nmean"
    meaning = Meaning("mean", "app", None, 1, "function", "mean(values: list[float])")
    card = Card("question", "", Span(len(line) + 1, len(text)), "ambiguity", meanings=(meaning,))
    began_s = time.process_time()
    for cursor in (len(line), len(text)):
        suggestion(Snapshot("file:///a.py", 1, "python", text), cursor, [card], Settings())
    assert time.process_time() - began_s < 1.0
