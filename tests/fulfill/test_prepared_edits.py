"""The prepared edits, held against the real fulfiller with real ripgrep; the misses are printed with the figures."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence

import pytest
import pytest_asyncio

from .judging import Judged, judge_all
from .prepared_edits import CURSOR, HELD_BACK, Case, cases, edited, files

CASES = cases()
FIRST_RIGHT, LEFT_ALONE, ASKED_RIGHT = 0.85, 0.98, 0.85


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def judged(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    """Every case, judged."""
    return await judge_all(tmp_path_factory.mktemp("prepared"))


def test_the_right_definition_is_first(judged: list[Judged]) -> None:
    some = [one for one in judged if one.case.kind != "unique"]
    assert share(some, lambda one: one.miss) >= FIRST_RIGHT


def test_what_has_one_meaning_raises_no_question(judged: list[Judged]) -> None:
    some = [one for one in judged if one.case.kind == "unique"]
    assert share(some, lambda one: one.miss) >= LEFT_ALONE


def test_a_person_is_asked_only_where_something_is_to_choose(judged: list[Judged]) -> None:
    some = [one for one in judged if one.case.openness in ("open", "settled")]
    assert share(some, lambda one: one.misjudged) >= ASKED_RIGHT


def share(some: Sequence[Judged], wrong: Callable[[Judged], str]) -> float:
    """The share of cases with nothing wrong; each other one is printed, and the figures of either half."""
    for one in filter(wrong, some):
        print(f"{one.case}\n    {wrong(one)}")
    for half, name in ((False, "seen"), (True, "held back")):
        right = [not wrong(one) for one in some if (one.case.package in HELD_BACK) == half]
        print(f"{name}: {sum(right)} of {len(right)} are right")
    return sum(not wrong(one) for one in some) / len(some)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_fits_its_package(case: Case) -> None:
    package = files(case.package)
    assert package[case.file].count(case.before) == 1
    assert case.after.count(CURSOR) == 1
    assert set(case.recent) <= set(package)
    text, typed = edited(package[case.file], case)
    assert case.name in text[typed.start : typed.end]
    if case.where.endswith((".py", ".pyi")):
        assert re.search(rf"^ *(?:(?:async )?def |class )?{case.name}\b", package[case.where], re.MULTILINE)


@pytest.mark.parametrize("package", sorted({case.package for case in CASES}))
def test_a_package_is_python(package: str) -> None:
    for name, text in files(package).items():
        if name.endswith((".py", ".pyi")):
            ast.parse(text, name)


def test_there_are_enough_cases_of_each_kind_in_either_half() -> None:
    for held_back in (False, True):
        kinds = [case.kind for case in CASES if (case.package in HELD_BACK) == held_back]
        assert kinds.count("unique") >= 40
        assert len(kinds) - kinds.count("unique") >= 35
