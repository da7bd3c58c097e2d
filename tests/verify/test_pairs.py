"""Pairs of functions under the real verifier: wrong rewrites are caught, right ones pass, the rest is refused.

Each file of `wrong/`, `right/` and `refused/` holds `old` and `new`, or names two methods in `# old:` and `# new:`
lines; a file of `refused/` says in a `# reason:` line which words the refusal must hold. To add a case, add a file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from parallelproof import app
from parallelproof.domain import Counterexample, Evidence, Failure, Program, Project, Verdict
from parallelproof.ports import Verifier
from parallelproof.settings import Settings

HERE = Path(__file__).parent
SETTINGS = Settings(trusted=True)

pytestmark = pytest.mark.asyncio(loop_scope="module")


def cases(folder: str) -> pytest.MarkDecorator:
    """One run of the test for each file of the folder."""
    paths = sorted((HERE / folder).glob("*.py"))
    return pytest.mark.parametrize("path", paths, ids=[path.stem for path in paths])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def verifier() -> AsyncIterator[Verifier]:
    engine = app.build(SETTINGS)
    yield engine.verifier
    await engine.close()


async def judge(verifier: Verifier, path: Path) -> Verdict:
    """What the verifier says of the two callables that the file names."""
    text = path.read_text(encoding="utf-8")
    project = Project(root=path.parent, python=Path(sys.executable))
    old, new = (Program(path, text, named(text, role)) for role in ("old", "new"))
    return await verifier.verify(old, new, project, SETTINGS)


def named(text: str, role: str) -> str:
    """The name after `# role:`, the role itself where no such line is."""
    found = re.search(rf"^# {role}: (.+)$", text, re.MULTILINE)
    return found[1] if found else role


@cases("wrong")
async def test_a_wrong_rewrite_is_shown_with_a_call_that_tells(verifier: Verifier, path: Path) -> None:
    verdict = await judge(verifier, path)
    assert isinstance(verdict, Counterexample), verdict
    called = named(path.read_text(encoding="utf-8"), "old")
    assert verdict.call.startswith((f"{called}(", f"the signature of {called}")), verdict
    assert verdict.expected != verdict.actual, verdict


@cases("right")
async def test_a_right_rewrite_passes_with_evidence(verifier: Verifier, path: Path) -> None:
    verdict = await judge(verifier, path)
    assert isinstance(verdict, tuple) and verdict, verdict
    assert all(isinstance(evidence, Evidence) and evidence.count > 0 and evidence.how for evidence in verdict), verdict


@cases("refused")
async def test_what_cannot_be_judged_is_refused_with_the_reason(verifier: Verifier, path: Path) -> None:
    verdict = await judge(verifier, path)
    assert isinstance(verdict, Failure), verdict
    assert named(path.read_text(encoding="utf-8"), "reason") in verdict.reason, verdict
