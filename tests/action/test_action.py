"""The GitHub Action: its scripts, over a real repository, a real campaign, and an API that answers as GitHub's does."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from parallelproof.report.html import TEMPLATE

from tests.action.github import REPOSITORY, TOKEN, Comments, Job, git, served

SLOW = """\
def newest_first(items: list[int]) -> list[int]:
    result = []
    for item in items:
        result.insert(0, item)
    return result
"""
FAST = "def total(prices: list[int]) -> int:\n    return sum(prices)\n"
EVIL = "$(touch pwned);`touch pwned`.py"
MARK = "<!-- parallelproof: parallelproof -->"
Checkout = Callable[..., Path]
Use = Callable[..., Job]


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository on a server that gives out single commits, as GitHub does."""
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    (folder / "pyproject.toml").write_text("")
    (folder / "old.py").write_text(SLOW)
    (folder / "gone.py").write_text(FAST)
    commit(folder, "Begin")
    return folder


def commit(folder: Path, message: str) -> str:
    """All that is there, as a commit."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", f"--message={message}")
    return git(folder, "rev-parse", "HEAD")


def change(folder: Path, files: dict[str, str | None]) -> None:
    """Write files; None removes one."""
    for name, text in files.items():
        if text is None:
            (folder / name).unlink()
        else:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)


@pytest.fixture
def checkout(origin: Path, tmp_path: Path) -> Checkout:
    """A pull request as actions/checkout leaves it: the merge alone, without history, or the branch itself."""

    def make(files: dict[str, str | None], ref: str = "refs/pull/7/merge") -> Path:
        git(origin, "switch", "--quiet", "--force-create", "feature", "main")
        change(origin, files)
        head = commit(origin, "Change")
        git(origin, "switch", "--quiet", "main")
        change(origin, {"meanwhile.py": SLOW})
        base = commit(origin, "Go on")
        git(origin, "switch", "--quiet", "--detach", "main")
        git(origin, "merge", "--quiet", "--no-ff", "--no-edit", "feature")
        git(origin, "update-ref", "refs/pull/7/merge", "HEAD")
        git(origin, "switch", "--quiet", "main")
        folder = tmp_path / "workspace"
        folder.mkdir()
        git(folder, "init", "--quiet")
        git(folder, "remote", "add", "origin", origin.as_uri())
        git(folder, "fetch", "--quiet", "--depth=1", "origin", ref)
        git(folder, "checkout", "--quiet", "FETCH_HEAD")
        pull = {"number": 7, "base": {"sha": base, "ref": EVIL}, "head": {"sha": head, "ref": EVIL}, "title": EVIL}
        (tmp_path / "event.json").write_text(json.dumps({"pull_request": pull}))
        return folder

    return make


@pytest.fixture
def comments() -> Comments:
    return Comments()


@pytest.fixture
def use(tmp_path: Path, comments: Comments, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Use]:
    """Runs the action's scripts in a checkout; ParallelProof is installed already, as on its second use in a job."""
    home = tmp_path_factory.getbasetemp() / "home"
    binaries = tmp_path / "runner" / "parallelproof" / "env" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (binaries / "python").chmod(0o755)
    with served(comments) as address:

        def run(folder: Path, event: str = "pull_request", steps: int = 9, **inputs: str) -> Job:
            environment = {
                "PATH": os.environ["PATH"], "HOME": str(home), "RUNNER_TEMP": str(tmp_path / "runner"),
                "GITHUB_ACTION_PATH": str(Path(__file__).parents[2]), "GITHUB_API_URL": address,
                "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_EVENT_NAME": event,
                "GITHUB_EVENT_PATH": str(tmp_path / "event.json"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
            }  # fmt: skip
            context = {
                "github.token": TOKEN,
                "github.event.pull_request": "there" if event == "pull_request" else "",
                "steps.python.outputs.python-path": sys.executable,
                "steps.artifact.outputs.artifact-url": "https://example.com/artifacts/1",
            }
            given = {"minor": "true", **inputs}
            return Job(folder, tmp_path, environment, context, given).run(steps)

        yield run


def listed(tmp_path: Path) -> list[str]:
    return sorted((tmp_path / "runner" / "parallelproof" / "files").read_text().split("\0")[:-1])


CHANGES = {"slow.py": SLOW, "gone.py": None, "notes.txt": "text", "tests/test_slow.py": "", EVIL: FAST, "q.sql": ""}


def test_the_wins_of_a_pull_request_are_commented_once_and_the_comment_follows_its_changes(
    checkout: Checkout, use: Use, comments: Comments, tmp_path: Path
) -> None:
    folder = checkout(CHANGES)
    comments.add("Nice.")
    comments.add(f"{MARK}\nI am not the action.")
    comments.add("Indeed.")
    (folder / "slow.py").write_text(FAST)
    before = use(folder)
    assert before.code == 0 and before.output("optimise", "wins") == "0", before.log
    assert len(comments.comments) == 3, "nothing was found, and nothing is said"

    (folder / "slow.py").write_text(SLOW)
    comments.refuses = True
    refused = use(folder, check="true")
    assert (
        "::warning title=ParallelProof::The comment could not be written. GitHub answered 403: it needs" in refused.log
    )
    assert "1 verified improvement" in (tmp_path / "summary.md").read_text(), "so it is on the page of the run"
    assert refused.code == 1 and refused.ran[-2:] == ["Comment", "Check"], "the check fails, not the comment"

    comments.refuses = False
    job = use(folder)
    assert job.code == 0, job.log
    assert job.ran == ["Find what changed", "Install ParallelProof", "Optimise", "Comment"]
    assert listed(tmp_path) == [EVIL, "q.sql", "slow.py", "tests/test_slow.py"]
    assert job.output("optimise", "wins") == "1"
    document = json.loads(Path(job.output("optimise", "report")).read_text())
    assert {unit["path"] for unit in document["units"] if unit["best"] is not None} == {"slow.py"}
    assert {unit["path"] for unit in document["units"]} <= {"slow.py", EVIL, "q.sql"}
    html = job.output("optimise", "html")
    assert bool(html) == TEMPLATE.is_file() and ("run `make dashboard`" in job.log) == (not html)
    assert json.loads(Path(job.output("optimise", "sarif")).read_text())["runs"][0]["results"]
    (ours,) = [comment for comment in comments.comments if comment["user"]["type"] == "Bot"]
    assert ours["body"].startswith(f"{MARK}\n### ParallelProof: 1 verified improvement\n") and EVIL not in ours["body"]
    assert "-        result.insert(0, item)" in ours["body"] and "(https://example.com/artifacts/1)" in ours["body"]
    assert not list(tmp_path.rglob("pwned"))

    (folder / "slow.py").write_text(FAST)
    assert use(folder).code == 0
    assert comments.requests[-1].startswith("PATCH ") and len(comments.comments) == 4
    assert "leave no verified improvement" in ours["body"] and ours["body"].startswith(MARK)


def test_a_pull_request_without_python_or_sql_installs_nothing(
    checkout: Checkout, use: Use, comments: Comments
) -> None:
    job = use(checkout({"notes.txt": "text"}))
    assert job.code == 0 and job.ran == ["Find what changed", "Comment"] and comments.comments == [], job.log


def test_a_branch_that_was_checked_out_itself_is_held_against_where_it_began(
    checkout: Checkout, use: Use, tmp_path: Path
) -> None:
    job = use(checkout({"slow.py": FAST}, ref="feature"), steps=1)
    assert job.code == 0 and listed(tmp_path) == ["slow.py"], job.log


def test_files_that_are_named_need_no_pull_request(checkout: Checkout, use: Use, tmp_path: Path) -> None:
    job = use(checkout({"slow.py": SLOW}), event="push", steps=1, paths="old.py\n gone.py ")
    assert job.code == 0 and listed(tmp_path) == ["gone.py", "old.py"], job.log


def test_code_of_strangers_is_not_run_with_secrets(checkout: Checkout, use: Use) -> None:
    job = use(checkout({"slow.py": SLOW}), event="pull_request_target")
    assert job.code == 1 and job.ran == ["Find what changed"]
    assert "use `on: pull_request`" in job.log
