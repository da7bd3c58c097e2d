"""Pairs of functions under the real verifier: wrong rewrites are caught, right ones pass, the rest is refused.

Each file of `wrong/`, `right/` and `refused/` holds `old` and `new`, or names two methods in `# old:` and `# new:`
lines; a file of `refused/` says in a `# reason:` line which words the refusal must hold. To add a case, add a file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Pair:
    """The two programs of one file, and the words of the reason why they are refused, if they are."""

    old: Program
    new: Program
    reason: str


def pair(path: Path) -> Pair:
    """What a file holds; `old`, `new` and no reason where no line says otherwise."""
    text = path.read_text(encoding="utf-8")
    said = {"old": "old", "new": "new", "reason": ""} | dict(re.findall(r"^# (old|new|reason): (.+)$", text, re.M))
    return Pair(Program(path, text, said["old"]), Program(path, text, said["new"]), said["reason"])


def pairs(folder: str) -> pytest.MarkDecorator:
    """One run of the test for each file of the folder."""
    paths = sorted((HERE / folder).glob("*.py"))
    return pytest.mark.parametrize("case", [pair(path) for path in paths], ids=[path.stem for path in paths])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def verifier() -> AsyncIterator[Verifier]:
    engine = app.build(SETTINGS)
    yield engine.verifier
    await engine.close()


async def judge(verifier: Verifier, case: Pair) -> Verdict:
    """What the verifier says of the two, the only caller of what is tested here."""
    project = Project(root=case.old.path.parent, python=Path(sys.executable))
    return await verifier.verify(case.old, case.new, project, SETTINGS)


@pairs("wrong")
async def test_a_wrong_rewrite_is_shown_with_a_call_that_tells(verifier: Verifier, case: Pair) -> None:
    verdict = await judge(verifier, case)
    assert isinstance(verdict, Counterexample), verdict
    assert verdict.call.startswith((f"{case.old.name}(", f"the signature of {case.old.name}")), verdict
    assert verdict.expected != verdict.actual, verdict


@pairs("right")
async def test_a_right_rewrite_passes_with_evidence(verifier: Verifier, case: Pair) -> None:
    verdict = await judge(verifier, case)
    assert isinstance(verdict, tuple) and verdict, verdict
    assert all(isinstance(evidence, Evidence) and evidence.count > 0 and evidence.how for evidence in verdict), verdict


@pairs("refused")
async def test_what_cannot_be_judged_is_refused_with_the_reason(verifier: Verifier, case: Pair) -> None:
    verdict = await judge(verifier, case)
    assert isinstance(verdict, Failure), verdict
    assert case.reason and case.reason in verdict.reason, verdict
