"""`optimize` from the command line to the file and back, with real campaigns in a real sandbox."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from parallelproof.report.html import TEMPLATE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the sandbox needs Linux or macOS")

SLOW = """\
def newest_first(items: list[int]) -> list[int]:  # a comment that stays
    result = []
    for item in items:
        result.insert(0, item)
    return result


def total(prices: list[int]) -> int:
    return sum(prices)
"""
FAST = """\
def total(prices: list[int]) -> int:
    return sum(prices)
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    """Private cache and state folders, shared by the tests of this file so that a campaign is paid for once."""
    home = tmp_path_factory.mktemp("home")
    return {**os.environ, "XDG_CACHE_HOME": str(home / "cache"), "XDG_STATE_HOME": str(home / "state")}


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "fast.py").write_text(FAST)
    return tmp_path


@pytest.fixture
def parallelproof(environment, folder) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "parallelproof", *arguments]
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    return run


def test_a_win_is_shown_with_its_gain_its_growth_and_what_was_checked(parallelproof):
    ended = parallelproof("optimize", "slow.py::newest_first", "--diff")
    assert ended.returncode == 0 and not ended.stderr
    for part in (
        "faster at n = ",
        "O(n",
        "sampled",
        "slow.py:1",
        "insert-front",
        "-        result.insert(0, item)",
        "1 win",
    ):
        assert part in ended.stdout
    assert "total" not in ended.stdout


def test_the_document_is_valid_and_alone_on_stdout_and_the_files_are_as_they_were(parallelproof, folder):
    ended = parallelproof("optimize", ".", "gone.py", "--json", "--sarif", "log.sarif", "--markdown", "wins.md")
    value = json.loads(ended.stdout)
    jsonschema.validate(value, json.loads(files("parallelproof.report").joinpath("report.schema.json").read_text()))
    slow = next(unit for unit in value["units"] if unit["name"] == "newest_first")
    best = slow["trials"][slow["best"]]
    assert slow["path"] == "slow.py" and slow["span"] == {"start_line": 1, "end_line": 5}
    assert best["outcome"] == "win" and best["speedup"] > best["speedup_low"] > 1.1 and best["evidence"]
    assert value["summary"]["failures"] == [{"path": "gone.py", "reason": "there is no such file or folder."}]
    assert ended.returncode == 3 and (folder / "slow.py").read_text() == SLOW
    (result,) = json.loads((folder / "log.sarif").read_text())["runs"][0]["results"]
    assert result["ruleId"] == best["pattern"]
    assert len(best["samples"]["baseline_s"]) == best["pairs"] and best["fits"]["candidate"]["seconds"]
    assert slow["before"] == SLOW.partition("\n\n\n")[0] and "insert(0" not in best["after"]
    assert "| `newest_first`<br>`slow.py:1` | **" in (folder / "wins.md").read_text()


def test_a_report_for_a_browser_is_written_or_it_is_said_how_its_page_is_built(parallelproof, folder):
    ended = parallelproof("optimize", "slow.py", "--html", "report.html", "-q")
    if TEMPLATE.is_file():
        assert ended.returncode == 0 and '"document":{"version":1,' in (folder / "report.html").read_text()
    else:
        said = "parallelproof: report.html: the page of reports is not built in this checkout; run `make dashboard`"
        assert ended.returncode == 3 and said in ended.stderr and not (folder / "report.html").exists()


def test_check_exits_1_where_there_is_a_win_and_0_where_there_is_none(parallelproof):
    assert parallelproof("optimize", "slow.py", "--check").returncode == 1
    assert parallelproof("optimize", "fast.py", "--check").returncode == 0
    assert parallelproof("optimize", "slow.py::total", "--check").returncode == 0
    assert parallelproof("optimize", "slow.py", "gone.py", "--check").returncode == 1


def test_a_gain_below_what_was_asked_for_is_no_win(parallelproof):
    ended = parallelproof("optimize", "slow.py", "--check", "--min-speedup", "100000")
    assert ended.returncode == 0 and "1 not better" in ended.stdout


@pytest.mark.parametrize(
    "content",
    [SLOW.encode(), b"\xef\xbb\xbf" + SLOW.rstrip().replace("\n", "\r\n").encode()],
    ids=["LF", "BOM, CRLF and no newline at the end"],
)
def test_what_is_applied_is_only_the_change_and_undo_takes_it_back_byte_for_byte(parallelproof, folder, content):
    file = folder / "slow.py"
    file.write_bytes(content)
    file.chmod(0o640)
    ended = parallelproof("optimize", ".", "--apply")
    applied = file.read_bytes()
    assert ended.returncode == 0 and "Wrote 1 win to 1 file" in ended.stdout
    assert b"insert(0" not in applied and b"# a comment that stays" in applied
    assert applied.startswith(b"\xef\xbb\xbf") == content.startswith(b"\xef\xbb\xbf")
    assert applied.count(b"\r\n") == (applied.count(b"\n") if b"\r\n" in content else 0)
    assert applied.endswith(content[-30:]) and file.stat().st_mode & 0o777 == 0o640
    undone = parallelproof("undo")
    assert undone.returncode == 0 and undone.stdout == "restored slow.py\n"
    assert file.read_bytes() == content


def test_a_second_run_finds_nothing_left_to_do(parallelproof):
    assert parallelproof("optimize", "slow.py", "--apply").returncode == 0
    assert parallelproof("optimize", "slow.py", "--check").returncode == 0
    assert parallelproof("undo").returncode == 0


def test_undo_leaves_a_file_alone_that_was_edited_since(parallelproof, folder):
    assert parallelproof("optimize", "slow.py", "--apply").returncode == 0
    with (folder / "slow.py").open("a") as file:
        file.write("\n# edited\n")
    ended = parallelproof("undo")
    assert ended.returncode == 3 and "has changed since" in ended.stderr
    assert (folder / "slow.py").read_text().endswith("# edited\n")


def test_what_the_budget_did_not_reach_is_listed(parallelproof, folder):
    (folder / "new.py").write_text(SLOW.replace("newest", "latest"))
    value = json.loads(parallelproof("optimize", "new.py", "--budget", "0.1", "--json").stdout)
    assert [(one["path"], one["name"]) for one in value["untried"]] == [("new.py", "latest_first")]
    assert value["summary"]["wins"] == 0 and value["summary"]["elapsed_s"] < 3


def test_a_terminal_shows_the_campaign_while_it_runs_and_stdout_stays_clean(environment, folder):
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "parallelproof", "optimize", "slow.py", "--json"]
    with subprocess.Popen(
        command, cwd=folder, env={**environment, "TERM": "xterm"}, stdout=subprocess.PIPE, stderr=theirs
    ) as process:
        os.close(theirs)
        out, _ = process.communicate(timeout=120)
    assert process.returncode == 0 and json.loads(out)["summary"]["wins"] == 1
    assert b" trials " in os.read(ours, 100_000)
    os.close(ours)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_an_interruption_ends_everything_within_a_second_and_keeps_the_wins(environment, folder, number):
    campaign = [sys.executable, "-m", "parallelproof", "optimize", "slow.py", "other.py", "--json"]
    started = {"cwd": folder, "env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    subprocess.run(
        [*campaign[:4], "slow.py"], cwd=folder, env=environment, capture_output=True, check=True, timeout=120
    )
    (folder / "other.py").write_text(SLOW.replace("newest", f"{number.name.lower()}"))
    with subprocess.Popen(campaign, text=True, start_new_session=True, **started) as process:
        below = _once_busy(process.pid)
        start = time.monotonic()
        os.killpg(process.pid, number)
        process.send_signal(number)  # an impatient person, or a shell that passes the signal on too
        out, err = process.communicate(timeout=10)
        took_s = time.monotonic() - start
    assert process.returncode == 130 and took_s < 1 and "Traceback" not in err
    value = json.loads(out)
    assert value["summary"]["interrupted"] and value["summary"]["wins"] == 1
    assert not _alive(below, patience_s=1)


def _once_busy(pid: int) -> set[tuple[int, str]]:
    """Every process below one, once jobs run in the sandbox."""
    for _ in range(200):
        time.sleep(0.05)
        below = set(_below(pid))
        if len(below) >= 5:
            time.sleep(0.5)
            return below | set(_below(pid))
    raise AssertionError("no job was started")


def _below(pid: int) -> Iterator[tuple[int, str]]:
    """(pid, start time) of the descendants of a process, which no later process shares."""
    children: dict[int, list[tuple[int, str]]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        if fields := _stat(int(folder.name)):
            children.setdefault(int(fields[1]), []).append((int(folder.name), fields[19]))
    waiting = [pid]
    while waiting:
        found = children.get(waiting.pop(), [])
        yield from found
        waiting += [child for child, _ in found]


def _stat(pid: int) -> list[str]:
    """Fields of /proc/pid/stat from the state on; empty where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _alive(processes: set[tuple[int, str]], patience_s: float) -> list[int]:
    """Those that still run when patience ends."""
    deadline = time.monotonic() + patience_s
    while True:
        left = [pid for pid, start in processes if (stat := _stat(pid)) and stat[19] == start and stat[0] != "Z"]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.02)
