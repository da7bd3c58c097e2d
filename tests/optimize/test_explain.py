"""What people read about a trial: each golden page shows one, as headline, hover and page.

`UPDATE_GOLDEN=1 pytest` writes the pages anew, for review in the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from parallelproof.domain import (
    Candidate,
    Counterexample,
    Edit,
    Edits,
    Evidence,
    Failure,
    Finding,
    Measurement,
    NotBetter,
    SizePoint,
    Span,
    Strategy,
    Trial,
    Unit,
    UnitReport,
    Win,
)
from parallelproof.optimize.explain import headline, hover_markdown, page_markdown

GOLDEN = Path(__file__).parent.parent / "golden" / "explain"
SOURCE = "def f(items):\n    out = []\n    for item in items:\n        out.append(item)\n    return out\n"
UNIT = Unit("file:///f.py", "f", "f", "python", Span(10, 10 + len(SOURCE)), SOURCE)
FINDING = Finding(UNIT, "append-loop", Span(30, 40), "", sources=("https://docs.python.org/3/",))
BODY = SOURCE.index("    out")
CHANGE = Edits((Edit(Span(0, 0), "import math\n"), Edit(Span(10 + BODY, 10 + len(SOURCE)), "    return list(items)\n")))
CANDIDATE = Candidate(UNIT, FINDING, Strategy.BUILTIN, "rules", CHANGE, "A list copies faster than a loop.")
EVIDENCE = (
    Evidence("replayed", 12, "12 from your tests"),
    Evidence("sampled", 202, "generated"),
    Evidence("tested", 3, "of the project's own tests pass"),
)
SIZES = tuple(SizePoint(n, n * 1e-7, n * 2e-8 + 1e-6, n * 1e-7 / (n * 2e-8 + 1e-6)) for n in (10, 100, 1_000, 10_000))
TIMES = Measurement(1e-4, 2.4e-5, 4.2, 4.1, 21, 1_000, SIZES, "O(n²)", "O(n)", 1_000_000, 80_000)
SEQUENCE = Measurement(0.02, 0.001, 19.6, 18.0, 21, calls=400)
OUTCOMES = {
    "win-in-time": Win(EVIDENCE, TIMES, "time"),
    "win-in-memory": Win(EVIDENCE[1:2], TIMES, "memory"),
    "win-over-a-sequence": Win(EVIDENCE, SEQUENCE, "time"),
    "counterexample": Counterexample("f([[]])", "[[]]", "raises TypeError: unhashable type: 'list'"),
    "not-better": NotBetter(Measurement(1e-4, 1e-4, 1.0, 0.98, 21)),
    "failure": Failure("it reads time.time, so two runs cannot be compared"),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_is_said_of_a_trial(name: str) -> None:
    trial = Trial(CANDIDATE, OUTCOMES[name])
    report = UnitReport(UNIT, (trial,))
    hover = hover_markdown(report, trial)
    assert len([line for line in hover.splitlines() if line.strip()]) <= 10
    said = f"{headline(trial)}\n\n---\n\n{hover}\n\n---\n\n{page_markdown(report)}"
    path = GOLDEN / f"{name}.md"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")
