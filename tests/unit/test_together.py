"""Several wins of one document as one change."""

from __future__ import annotations

from parallelproof.domain import Edit, Edits, Span
from parallelproof.optimize.together import together

TEXT = "import sys\n\ndef a():\n    return 1\n\ndef b():\n    return 2\n"
IMPORT = Edit(Span(0, 0), "import bisect\n")


def replacing(old: str, new: str) -> Edit:
    at = TEXT.index(old)
    return Edit(Span(at, at + len(old)), new)


def test_changes_of_several_units_are_one_and_what_both_add_is_added_once() -> None:
    one, other = replacing("return 1", "return 10"), replacing("return 2", "return 20")
    edits, names = together([("b", Edits((IMPORT, other))), ("a", Edits((IMPORT, one)))])
    assert names == ("b", "a")
    assert edits.apply(TEXT) == "import bisect\n" + TEXT.replace("return 1", "return 10").replace(
        "return 2", "return 20"
    )


def test_different_imports_at_the_same_place_stand_one_after_the_other() -> None:
    edits, names = together([("a", Edits((IMPORT,))), ("b", Edits((Edit(Span(0, 0), "import heapq\n"),)))])
    assert edits.apply(TEXT).startswith("import bisect\nimport heapq\nimport sys") and names == ("a", "b")


def test_what_changes_the_same_text_or_only_a_database_is_left_out() -> None:
    whole = replacing("def a():\n    return 1", "def a(): return 1")
    edits, names = together(
        [("a", Edits((whole,))), ("inner", Edits((IMPORT, replacing("return 1", "x")))), ("ddl", Edits(()))]
    )
    assert (edits, names) == (Edits((whole,)), ("a",))
