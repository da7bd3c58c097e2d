"""`parallelproof privacy` shows what would leave for a file, in every mode, and lets nothing leave."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SECRET = "sk-¦proj-0123456789abcdefghij".replace("¦", "")
ORDERS = f"""\
import json

api_key = "{SECRET}"
# Written by bob@example.org


def load(text):
    return json.loads(text, parse_float=str)


def rest(x):
    return x.
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / ".git").mkdir()
    (folder / "pyproject.toml").write_text("[tool.parallelproof]\n")
    (folder / "orders.py").write_text(ORDERS)
    return folder


@pytest.fixture
def run(tmp_path: Path, project: Path) -> Run:
    """The command in the project, with no keys but those given."""

    def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.endswith(("_KEY", "_URL", "_proxy", "_PROXY"))
        }
        own = {"XDG_STATE_HOME": str(tmp_path / "state"), "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        command = [sys.executable, "-m", "parallelproof", "privacy", *arguments]
        return subprocess.run(
            command, cwd=project, env=kept | own | environ, capture_output=True, text=True, timeout=120
        )

    return run


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A port of this machine that notices whoever connects."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def sections(out: str) -> dict[str, str]:
    """What is said of each mode."""
    found = re.split(r"^(?:In force|Otherwise), ([a-z-]+): ", out.partition("\nAudit log")[0], flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_every_mode_shows_what_it_would_send_and_why_not_the_rest(run: Run) -> None:
    done = run("orders.py:8:46", "--set", "model=gpt-x", PERPLEXITY_API_KEY="pplx-0", OPENAI_API_KEY="sk-0")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Privacy mode: local-only (the default): nothing leaves this machine.\n")
    assert "/orders.py, line 8, column 45:\n" in done.stdout
    modes = sections(done.stdout)
    assert list(modes) == ["local-only", "queries-only", "full"]
    assert modes["local-only"].startswith("sends nothing\n")
    assert "perplexity was not asked: the setting `privacy` is `local-only`" in modes["local-only"]
    assert "query to perplexity: POST https://api.perplexity.ai/search" in modes["queries-only"]
    assert '{"query": "python json loads parse_float"' in modes["queries-only"]
    assert "the model was not asked: the setting `privacy` is `queries-only`" in modes["queries-only"]
    assert "query to perplexity: POST https://api.perplexity.ai/search" in modes["full"]
    assert "document to the model: POST https://api.openai.com/v1/chat/completions" in modes["full"]
    assert '    | api_key = "<secret>"\n    | # Written by <mail>\n' in modes["full"]
    for secret in (SECRET, "bob@example.org", "pplx-0", "sk-0"):
        assert secret not in done.stdout


def test_the_mode_in_force_comes_first(run: Run) -> None:
    done = run("orders.py", "--set", "privacy=full")
    assert done.stdout.startswith("Privacy mode: full (from --set): words to search for and text around the cursor may")
    assert list(sections(done.stdout)) == ["full", "local-only", "queries-only"]


def test_nothing_is_sent_even_where_it_may_be(run: Run, listening: socket.socket, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    done = run("orders.py:8", "--set", "model=local", "--set", f"model_url={address}/v1", SEARXNG_URL=address)
    assert done.returncode == 0
    local = sections(done.stdout)["local-only"]
    assert f"query to searxng, on this machine: GET {address}/search?q=python+json+loads+parse_float" in local
    assert f"document to the model, on this machine: POST {address}/v1/chat/completions" in local
    with pytest.raises(BlockingIOError):
        listening.accept()
    assert not list(tmp_path.glob("state/**/*"))
    assert "(not there: nothing was ever sent)" in done.stdout


def test_an_ignored_file_sends_nothing_and_says_why(run: Run, project: Path) -> None:
    (project / ".parallelproofignore").write_text("orders.py\n")
    done = run("orders.py:8", "--set", "model=gpt-x", PERPLEXITY_API_KEY="pplx-0", OPENAI_API_KEY="sk-0")
    assert all(section.startswith("sends nothing\n") for section in sections(done.stdout).values())
    assert "the model was not asked: orders.py is ignored" in sections(done.stdout)["full"]


def test_a_project_cannot_set_the_mode(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.parallelproof]\nprivacy = "full"\n')
    done = run("orders.py")
    assert done.stdout.startswith("Privacy mode: local-only (the default)")
    assert "`privacy` may not be set here; set it in the editor." in done.stderr


def test_without_a_file_the_mode_and_the_log_are_told(run: Run) -> None:
    done = run()
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == [
        "Privacy mode: local-only (the default): nothing leaves this machine.",
        "Name a file to see what would be sent for it.",
    ]


def test_the_last_requests_are_listed_with_how_they_ended(run: Run, tmp_path: Path) -> None:
    log = tmp_path / "state" / "parallelproof" / "audit" / "audit.jsonl"
    log.parent.mkdir(parents=True)
    lines = [
        line
        for number in range(25)
        for line in (
            {
                "id": f"{number}", "when": f"2026-11-26T22:43:{number:02}.000+00:00", "kind": "query", "bytes": number,
                "where": "https://api.perplexity.ai:443/search", "source": "perplexity", "outcome": "sent",
            },
            {"id": f"{number}", "outcome": "answered, HTTP 200"},
        )
    ]  # fmt: skip
    log.write_text("\n".join(map(json.dumps, lines[:-1])) + '\nnot json\n[]\n{"id": "gone", "outcome": "x"}\n')
    done = run("--audit")
    listed = done.stdout.partition(f"Audit log: {log}\n")[2].splitlines()
    assert len(listed) == 20
    where = "query to perplexity, 24 bytes, https://api.perplexity.ai:443/search"
    assert listed[-1] == f"  2026-11-26T22:43:24.000+00:00  {where}: sent"
    assert listed[-2].endswith(": answered, HTTP 200")
    assert "2026" not in run().stdout.partition("Audit log")[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone.py"], "privacy: there is no gone.py."),
        (["gone.py:3"], "privacy: there is no gone.py."),
        (["orders.py:0"], "privacy: there is no orders.py:0."),
        (["orders.py", "--set", "privacy"], "--set: 'privacy' is not SETTING=VALUE."),
        (["orders.py", "--set", "privacy=some"], "--set: `privacy` must be one of local-only, queries-only, full"),
    ],
)
def test_a_wrong_command_line_exits_2(run: Run, arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"parallelproof: {said}")
    assert done.stdout == ""


def test_a_folder_or_a_binary_exits_3(run: Run, project: Path) -> None:
    (project / "binary.py").write_bytes(b"\0\0")
    for name in ("binary.py", "."):
        done = run(name)
        assert done.returncode == 3
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("place", "told"), [("orders.py:99", "line 12, column 14"), ("orders.py:3:99", "line 3, column 41")]
)
def test_a_place_beyond_the_end_is_the_end(run: Run, place: str, told: str) -> None:
    assert told in run(place).stdout
