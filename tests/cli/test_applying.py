"""Applications of several files: one that cannot be written does not hold up the others, and each is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from parallelproof.cli.applying import write
from parallelproof.domain import Report
from parallelproof.report.ranking import Offer, offers
from parallelproof.report.sources import Sources
from parallelproof.store.applications import undo


@pytest.fixture
def moved(report, sources, tmp_path, monkeypatch) -> tuple[list[Offer], Sources, Path]:
    """The report's wins, as if its files stood in a real folder, where they now do."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "project"
    (folder / "shop").mkdir(parents=True)
    snapshots = {}
    for snapshot in sources.snapshots.values():
        path = folder / snapshot.path.relative_to("/project")
        path.write_text(snapshot.text)
        snapshots[path.as_uri()] = replace(snapshot, uri=path.as_uri())
    units = tuple(_moved(unit, folder) for unit in report.units)
    return offers(Report(units)), Sources(snapshots, folder), folder


def _moved(report, folder):
    def there(unit):
        return replace(unit, uri=unit.uri.replace("file:///project", folder.as_uri()))

    trials = (replace(one, candidate=replace(one.candidate, unit=there(one.candidate.unit))) for one in report.trials)
    return replace(report, unit=there(report.unit), trials=tuple(trials))


def test_all_files_are_one_application(moved):
    wins, sources, folder = moved
    written = write(wins, sources)
    assert written.notes == ("Wrote 2 wins to 2 files; `parallelproof undo` takes it back.",) and not written.failures
    assert "set(shipped)" in (folder / "shop/orders.py").read_text()
    assert '"".join(words)' in (folder / "shop/texts.py").read_text()
    assert len(undo(folder)) == 2
    assert all((folder / sources.path(uri)).read_text() == sources.text(uri) for uri in sources.snapshots)


def test_a_file_that_changed_meanwhile_is_left_alone_and_the_others_are_written(moved):
    wins, sources, folder = moved
    (folder / "shop/orders.py").write_text("# edited\n")
    written = write(wins, sources)
    (failure,) = written.failures
    assert failure.uri.endswith("orders.py") and "changed while it was optimised" in failure.reason
    assert (folder / "shop/orders.py").read_text() == "# edited\n"
    assert '"".join(words)' in (folder / "shop/texts.py").read_text()


def test_a_file_that_is_gone_is_told(moved):
    wins, sources, folder = moved
    (folder / "shop/texts.py").unlink()
    (failure,) = write(wins, sources).failures
    assert failure.reason == "does not exist." and not (folder / "shop/texts.py").exists()


def test_a_win_whose_change_overlaps_a_greater_one_is_left_with_a_sentence(moved):
    wins, sources, _ = moved
    inner = replace(wins[0].unit, unit=replace(wins[0].unit.unit, name="unshipped.inner"))
    edit = wins[0].trial.candidate.change.edits[0]
    other = replace(
        wins[0].trial.candidate.change, edits=(replace(edit, text="    return []\n    return [number for"),)
    )
    trial = replace(wins[0].trial, candidate=replace(wins[0].trial.candidate, change=other))
    written = write([*wins, Offer(inner, trial, wins[0].win)], sources)
    assert written.notes[1] == (
        "shop/orders.py: unshipped.inner was left as it is, because its change overlaps that of unshipped;"
        " run it again to have both."
    )
