"""`trials` as a user runs it, on a store that campaigns have filled."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from parallelproof.postgres._supervisor import leases
from parallelproof.postgres.embedded import default_folder
from parallelproof.settings import Settings
from parallelproof.store.trials import VARIABLE, PostgresTrials
from parallelproof.store.waiting import Waiting

from tests.postgres.servers import copy_empty
from tests.store.reports import project, report


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    """A user's state folder, where also the user whom root starts servers as may enter."""
    state = Path(tempfile.mkdtemp(prefix="pp-test-state-", dir="/tmp"))
    state.chmod(0o755)
    yield state
    until = time.monotonic() + 60
    while leases.is_held(default_folder({"XDG_STATE_HOME": str(state)}) / leases.SUPERVISED):
        assert time.monotonic() < until
        time.sleep(0.05)
    shutil.rmtree(state)


@pytest.fixture(scope="module")
def folder(state: Path) -> Path:
    """The store's folder, after a campaign over a project that stands beside it."""
    folder = default_folder({"XDG_STATE_HOME": str(state)})
    folder.mkdir(parents=True)
    copy_empty(18, folder / leases.DATA)
    (state / "shop").mkdir()

    async def fill() -> None:
        # Nobody waits for the server to start: the campaign waits, and whoever reads the store writes it.
        trials = PostgresTrials(folder, environ={}, waiting=Waiting(state / "parallelproof" / "trials-waiting"))
        await trials.record(report(project(state / "shop")), Settings())
        await trials.close()

    asyncio.run(fill())
    return folder


def trials(
    state: Path, *arguments: object, environ: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "parallelproof", "trials", *map(str, arguments)]
    environ = os.environ | {"XDG_STATE_HOME": str(state), "TZ": "UTC", VARIABLE: ""} | environ
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_a_user_who_never_ran_a_campaign_is_told_so_and_no_server_starts(tmp_path: Path) -> None:
    ended = trials(tmp_path)
    assert ended.returncode == 0 and ended.stdout.startswith("There are no trials: no campaign has been kept")
    assert json.loads(trials(tmp_path, "--json").stdout) == {"version": 1, "trials": []}
    assert not list(tmp_path.iterdir())


def test_the_list(folder: Path, state: Path) -> None:
    ended = trials(state)
    assert ended.returncode == 0, ended.stderr
    lines = [line[18:] for line in ended.stdout.splitlines()]
    assert lines[:6] == [
        "win, 4.0x             shop/orders.py::unshipped  data-structure: membership-in-list",
        "counterexample        shop/orders.py::unshipped  data-structure: membership-in-list",
        "not-better, 4.0x      shop/orders.py::unshipped  data-structure: membership-in-list",
        "failed                shop/orders.py::unshipped  data-structure: membership-in-list"
        " (the candidate took longer than 0.5 s)",
        "candidate, 100x       shop/orders.sql::line 1  database: index (the fork is sampled)",
        "win, 100x             shop/orders.sql::line 1  database: settings",
    ]
    assert ended.stdout.endswith("\n\n6 trials.\n")


def test_what_is_asked_for(folder: Path, state: Path) -> None:
    shop = state / "shop"
    wins = trials(state, "--outcome", "win", "--outcome", "candidate", shop / "shop" / "orders.sql", "--since", "1")
    assert [line[18:27] for line in wins.stdout.splitlines()[:2]] == ["candidate", "win, 100x"]
    assert "The newest 2 trials; --limit shows more" in trials(state, "--limit", "2", shop).stdout
    assert trials(state, shop / "shop" / "orders.py::other").stdout == "There are no such trials.\n"
    assert trials(state, "--outcome", "lost").returncode == trials(state, "--limit", "0").returncode == 2


def test_exports_hold_all_that_is_known(folder: Path, state: Path) -> None:
    document = json.loads(trials(state, "--json").stdout)
    assert document["version"] == 1 and len(document["trials"]) == 6
    first = document["trials"][0]
    assert first["outcome"] == "win" and first["evidence"][0]["count"] == 200 and first["diff"].startswith("@@ -1,2")

    rows = list(csv.DictReader(trials(state, "--csv").stdout.splitlines(keepends=True)))
    assert [row["outcome"] for row in rows] == [one["outcome"] for one in document["trials"]]
    assert list(rows[0]) == list(first)
    assert json.loads(rows[0]["features"]) == first["features"] and rows[0]["ended_at"] == first["ended_at"]
    assert rows[1]["speedup"] == "" and first["speedup"] == float(rows[0]["speedup"])


def test_the_environment_may_name_another_store(folder: Path, state: Path) -> None:
    assert trials(state, environ={VARIABLE: "off"}).stdout.startswith("There are no trials")
    assert "on 127.0.0.1:1 cannot be used" in trials(state, environ={VARIABLE: "postgresql://127.0.0.1:1/x"}).stderr


def test_a_store_that_cannot_be_used_is_one_sentence(state: Path) -> None:
    ended = trials(state, "--store-database", "postgresql://someone:secret@127.0.0.1:1/shop")
    assert ended.returncode == 3 and ended.stdout == ""
    assert ended.stderr.startswith("parallelproof: The database `shop` on 127.0.0.1:1 cannot be used: ")
    assert "secret" not in ended.stderr and len(ended.stderr.splitlines()) == 1


def test_the_server_runs_also_where_the_rest_of_our_state_is_private(folder: Path, state: Path) -> None:
    environ = os.environ | {"XDG_STATE_HOME": str(state)}
    said = subprocess.run(
        [sys.executable, "-m", "parallelproof", "doctor"], env=environ, capture_output=True, text=True
    )
    assert f"its data is in {folder}" in said.stdout and (state / "parallelproof").stat().st_mode & 0o777 == 0o700
    assert trials(state).stdout.endswith("6 trials.\n")


def test_trials_are_forgotten_for_good_if_asked(folder: Path, state: Path) -> None:
    assert trials(state, "--prune", "1").stdout == "0 trials forgotten.\n"
    assert trials(state, "--prune", "1", state).returncode == 2
    assert trials(state, "--prune", "0.000001").stdout == "6 trials forgotten.\n"
    assert trials(state).stdout == "There are no such trials.\n"
