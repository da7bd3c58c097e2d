"""A name says enough of a fork, and no name of others' is mistaken for one."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from parallelproof.forks import names, reaper

NOW = datetime.now(UTC)


def test_what_goes_into_a_name_comes_out_of_it():
    made = names.make("template", 90.0)
    name = names.parse(made)
    assert len(made) <= 63 and made.startswith(names.PREFIX)
    assert name and (name.purpose, name.pid, name.is_of_this_host) == ("template", os.getpid(), True)
    assert abs((name.expires_at - datetime.now(UTC)).total_seconds() - 90) < 5


def test_another_process_of_this_host_is_on_this_host():
    code = "from parallelproof.forks.names import this_host; print(this_host())"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == names.this_host()


@pytest.mark.parametrize(
    "name",
    [
        "shop", "parallelproof", "parallelproof_", "parallelproof_trials", "parallelproof_fork_1_abcdef_1",
        "parallelproof_fork_1790000000_ABCDEF_12_abcdef", "xparallelproof_fork_1790000000_abcdef_12_abcdef",
        "parallelproof_fork_1790000000_abcdef_12_abcdef_", "parallelproof_fork_99999999999_abcdef_12_abcdef",
    ],
)  # fmt: skip
def test_other_names_are_not_ours(name):
    assert names.parse(name) is None


@pytest.mark.parametrize("purpose", ["", "two words", "a_b", "x" * 40])
def test_a_purpose_that_would_break_a_name_is_refused(purpose):
    with pytest.raises(ValueError, match="is no name of a fork"):
        names.make(purpose, 60)


@pytest.mark.parametrize(
    ("name", "is_orphan"),
    [
        (names.Name("fork", NOW + timedelta(hours=1), names.this_host(), os.getpid()), False),
        (names.Name("fork", NOW - timedelta(seconds=1), names.this_host(), os.getpid()), True),
        (names.Name("fork", NOW + timedelta(hours=1), names.this_host(), 2**30), True),
        (names.Name("fork", NOW + timedelta(hours=1), "ffffff", 2**30), False),
        (names.Name("fork", NOW - timedelta(hours=1), "ffffff", 1), True),
        (names.Name("fork", NOW + timedelta(hours=1), names.this_host(), names.NOBODY), False),
        (names.Name("fork", NOW - timedelta(hours=1), names.this_host(), names.NOBODY), True),
    ],
    ids=["in use", "expired", "process gone", "of another host", "expired there", "by hand", "by hand, expired"],
)
def test_an_orphan_is_told_by_its_name(name, is_orphan):
    assert reaper.is_orphan(name, NOW) is is_orphan


def test_a_process_that_is_dead_and_not_yet_waited_for_is_gone():
    process = subprocess.Popen(["true"], stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.read() == b""  # It has ended, or is about to.
    name = names.Name("fork", NOW + timedelta(hours=1), names.this_host(), process.pid)
    try:
        for _ in range(1000):
            if reaper.is_orphan(name, NOW):
                return
        pytest.fail("a zombie counts as alive")
    finally:
        process.wait()
