"""What is asked about the names that were just typed. Each case of golden/ambiguity is a small project."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.fulfill.ambiguity_case import cards, lay_out, shown

CASES = sorted((Path(__file__).parent.parent / "golden" / "ambiguity").glob("*.md"))
EXPECTED = re.compile(r"```questions\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
async def test_the_questions_of_what_was_typed(path: Path, tmp_path: Path) -> None:
    document = path.read_text("utf-8")
    expected = EXPECTED.search(document)
    assert expected, "a case ends with a block of questions"
    case = lay_out(document, tmp_path)
    found = shown(await cards(case.request), case.request.snapshot.text)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(document.replace(expected[0], f"```questions\n{found}```"), "utf-8")
    else:
        assert found == expected[1]
