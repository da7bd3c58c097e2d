"""Pairs of functions that use a database, under the real verifier on forks of a real one.

Each file of `database/wrong/`, `right/` and `refused/` holds `old` and `new`, as those of `test_pairs.py` do. All run
on forks of `database/shop.sql`, and on a variation of it.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from tests.postgres.servers import embedded_in, user_home

from parallelproof.behaviour.calls import SeenCalls
from parallelproof.behaviour.forked import SIDES, Forking
from parallelproof.behaviour.original import Original, get_to_know
from parallelproof.catalogue import load
from parallelproof.domain import Counterexample, Evidence, Failure, Program, Project, Verdict
from parallelproof.forks.choose import Forks
from parallelproof.forks.connecting_origin import Origin, note
from parallelproof.forks.pairs import Pairs
from parallelproof.languages.python.databases import database_use
from parallelproof.languages.python.reach import Reacher
from parallelproof.languages.python.units import units
from parallelproof.measure.benchmark import Comparison, SandboxBenchmark
from parallelproof.measure.host_lock import HostLock
from parallelproof.postgres import connect
from parallelproof.postgres.addresses import with_database
from parallelproof.sandbox.pool import ZygoteSandbox
from parallelproof.settings import Settings
from parallelproof.verify.verifier import VARIED, SandboxVerifier

from .test_pairs import Pair, pair

HERE = Path(__file__).parent / "database"
SEEN_ON_A_VARIATION = {
    "names_taken_for_unique", "capitals_taken_for_others", "unknown_state_left_out", "days_of_the_session",
}  # fmt: skip
SETTINGS = Settings(trusted=True, database="copy:shop", samples=10)

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox can fence a database in on Linux"),
]


@dataclass(frozen=True, slots=True)
class Here:
    """Forks of the shop that all cases share, and who judges on them."""

    sandbox: ZygoteSandbox
    verifier: SandboxVerifier
    pairs: Pairs
    forking: Forking


def pairs(folder: str) -> pytest.MarkDecorator:
    """One run of the test for each file of the folder."""
    paths = sorted((HERE / folder).glob("*.py"))
    return pytest.mark.parametrize("case", [pair(path) for path in paths], ids=[path.stem for path in paths])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here() -> AsyncIterator[Here]:
    sandbox = ZygoteSandbox(2)
    with user_home() as home:
        async with embedded_in(home) as embedded:
            address = await embedded.address()
            async with await connect(address, "tests") as connection:
                await connection.execute("CREATE DATABASE shop")
                await note(connection, "shop", Origin("`shop` on db.example", 0.0))
            async with await connect(with_database(address, "shop"), "tests") as connection:
                await connection.execute((HERE / "shop.sql").read_bytes())
            forks = Forks(copies=embedded)
            made = Pairs(forks)
            forking = Forking(made, SETTINGS)
            yield Here(sandbox, SandboxVerifier(sandbox, made), made, forking)
            await forking.close()
            await forks.close()
    await sandbox.close()


async def known(here: Here, case: Pair) -> Original | Failure:
    """The original of a case, on forks that were made before."""
    project = Project(root=case.old.path.parent, python=Path(sys.executable))
    reacher = Reacher(project)
    use = database_use(reacher, case.old, reacher.reach(case.old.path, case.old.text, case.old.name))
    assert use is not None
    forked = await here.forking.forked(use)
    if isinstance(forked, Failure):
        return forked
    return await get_to_know(here.sandbox, case.old, project, SETTINGS, SeenCalls(), [case.new], forked)


async def judge(here: Here, case: Pair) -> Verdict:
    """What the verifier says of the two; the forks are then as they were."""
    original = await known(here, case)
    if isinstance(original, Failure):
        return original
    assert original.forked
    verdict = await here.verifier.check(original, case.new)
    if isinstance(verdict, tuple):
        verdict = await here.verifier.check_varied(original, case.new, verdict)
    written = await original.forked.written()
    return written if written and isinstance(verdict, tuple) else verdict


@pairs("wrong")
async def test_a_wrong_rewrite_is_shown_with_a_call_that_tells(here: Here, case: Pair) -> None:
    verdict = await judge(here, case)
    assert isinstance(verdict, Counterexample), verdict
    assert verdict.call.startswith(f"{case.old.name}(") and verdict.expected != verdict.actual, verdict
    assert (VARIED in verdict.call) == (case.old.path.stem in SEEN_ON_A_VARIATION), verdict


@pairs("right")
async def test_a_right_rewrite_passes_with_evidence_on_the_data_and_on_a_variation(here: Here, case: Pair) -> None:
    verdict = await judge(here, case)
    assert isinstance(verdict, tuple), verdict
    assert all(isinstance(one, Evidence) and one.count > 0 for one in verdict), verdict
    assert case.old.path.stem.startswith("writes") == ("the same rows written" in verdict[0].how), verdict
    assert "against a copy of the data" in verdict[0].how and VARIED in verdict[-1].how, verdict


@pairs("refused")
async def test_what_cannot_be_judged_is_refused_with_the_reason(here: Here, case: Pair) -> None:
    verdict = await judge(here, case)
    assert isinstance(verdict, Failure), verdict
    assert case.reason and case.reason in verdict.reason, verdict


async def test_loops_of_queries_become_one_query_that_is_twice_as_fast(here: Here, tmp_path: Path) -> None:
    (pattern,) = [pattern for pattern in load() if pattern.id == "n-plus-one"]
    before, after = (pattern.folder / f"{part}.py" for part in ("before", "after"))
    for unit in units(before.read_text(), "file:///before.py"):
        case = Pair(Program(before, before.read_text(), unit.name), Program(after, after.read_text(), unit.name), "")
        assert isinstance(await judge(here, case), tuple)
        original = await known(here, case)
        assert isinstance(original, Original), original
        benchmark = SandboxBenchmark(here.sandbox, HostLock(tmp_path / "lock"), here.pairs)
        compared = await benchmark.compare(original, case.new)
        assert isinstance(compared, Comparison), compared
        assert compared.measurement.ratio_low > pattern.spec["check"]["min_gain"], compared  # type: ignore[index]


async def test_functions_that_write_are_measured_and_the_forks_stay_as_they_were(here: Here, tmp_path: Path) -> None:
    original = await known(here, pair(HERE / "right" / "writes_in_one_update.py"))
    assert isinstance(original, Original) and original.writes_rows and original.forked, original
    benchmark = SandboxBenchmark(here.sandbox, HostLock(tmp_path / "lock"), here.pairs)
    compared = await benchmark.compare(original, pair(HERE / "right" / "writes_in_one_update.py").new)
    assert isinstance(compared, Comparison) and compared.measurement.candidate_s > 0, compared
    for side in SIDES:
        changed = await here.pairs.digest(original.forked.pair, side)
        assert changed.items() <= original.forked.before.items(), changed


async def test_a_function_is_told_what_to_set_where_no_database_is_named(here: Here) -> None:
    text = (HERE / "right" / "one_row_each.py").read_text()
    program = Program(HERE / "right" / "one_row_each.py", text, "old")
    project = Project(root=HERE / "right", python=Path(sys.executable))
    verifier = SandboxVerifier(here.sandbox, Pairs(Forks(), {}))
    verdict = await verifier.verify(program, program, project, Settings(trusted=True))
    assert isinstance(verdict, Failure), verdict
    assert "No database is named" in verdict.reason and "parallelproof database connect" in verdict.reason
