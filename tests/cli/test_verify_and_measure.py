"""`verify`, `measure` and `doctor` as a user runs them, on real code in the real sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from parallelproof.cli import checks, doctor
from parallelproof.sandbox._parallelproof_worker import lockdown, namespaces

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the sandbox needs Linux or macOS")

OLD = """\
import time


def unique(items: list[int]) -> list[int]:
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def now() -> float:
    return time.time()
"""
NEW = """\
def unique(items: list[int]) -> list[int]:
    return list(dict.fromkeys(items))


def sorted_unique(items: list[int]) -> list[int]:
    return sorted(set(items))


def now() -> float:
    return 0.0
"""
SCHEMA = json.loads(files("parallelproof.report").joinpath("report.schema.json").read_text())


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "old.py").write_text(OLD)
    (tmp_path / "new.py").write_text(NEW)
    monkeypatch.chdir(tmp_path)
    for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    return tmp_path


def parallelproof(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "parallelproof", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    ("old", "new", "code", "verdict", "said"),
    [
        ("old.py::unique", "new.py::unique", 0, "same", "No difference found"),
        ("old.py::unique", "new.py::sorted_unique", 1, "counterexample", "They differ."),
        ("old.py::now", "new.py::now", 4, "cannot-tell", "Cannot tell: "),
    ],
)
def test_verify_says_same_or_how_they_differ_or_why_it_cannot_tell(folder, old, new, code, verdict, said):
    ended = parallelproof("verify", old, new)
    assert (ended.returncode, ended.stderr) == (code, "") and ended.stdout.startswith(said)
    ended = parallelproof("verify", old, new, "--json")
    value = json.loads(ended.stdout)
    jsonschema.validate(value, {**SCHEMA["$defs"]["verification"], "$defs": SCHEMA["$defs"]})
    assert ended.returncode == code and value["verdict"] == verdict


def test_a_counterexample_is_as_small_as_it_can_be(folder):
    value = json.loads(parallelproof("verify", "old.py::unique", "new.py::sorted_unique", "--json").stdout)
    call = value["counterexample"]["call"]
    assert call.startswith("unique([") and call.count(",") == 1


def test_measure_says_how_much_faster_at_which_sizes(folder):
    ended = parallelproof("measure", "old.py::unique", "new.py::unique", "--json")
    value = json.loads(ended.stdout)
    jsonschema.validate(value, {**SCHEMA["$defs"]["comparison"], "$defs": SCHEMA["$defs"]})
    assert ended.returncode == 0 and value["speedup"] > value["speedup_low"] > 2
    assert len({point["n"] for point in value["sizes"]}) >= 3


def test_what_does_not_run_cannot_be_measured(folder):
    (folder / "broken.py").write_text("import no_such_module\n\n\ndef f(n: int) -> int:\n    return n\n")
    ended = parallelproof("measure", "broken.py::f", "broken.py::f")
    assert ended.returncode == 4 and ended.stdout.startswith("Cannot tell: ") and "no_such_module" in ended.stdout


def test_doctor_names_every_part_and_what_to_do_about_what_does_not_work(folder):
    ended = parallelproof("doctor", "--json")
    value = json.loads(ended.stdout)
    jsonschema.validate(value, {**SCHEMA["$defs"]["diagnosis"], "$defs": SCHEMA["$defs"]})
    names = {check["name"] for check in value["checks"]}
    assert {"our interpreter", "project's interpreter", "ripgrep", "cache folder", "measuring lock", "cores"} <= names
    assert any(name.startswith("sandbox") for name in names) and "embedded Postgres" in names
    assert all(check["remedy"] for check in value["checks"] if check["status"] != "ok")
    assert ended.returncode == (0 if value["works"] else 3)


def test_doctor_fails_where_nothing_can_run(folder):
    ended = parallelproof("doctor", "--python", "/bin/false")
    assert ended.returncode == 3 and "fail  project" in ended.stdout and "What to do: " in ended.stdout


def test_a_missing_layer_is_a_warning_that_says_what_it_would_stop_and_how_to_get_it():
    by_name = {check.name: check for check in checks.layers({"landlock": "Function not implemented", "new": "no"})}
    missing = by_name["sandbox: landlock"]
    assert (missing.status, by_name["sandbox: limits"].status, by_name["sandbox: new"].status) == ("warn", "ok", "warn")
    said = doctor.line(missing)
    assert said.startswith("warn  sandbox: landlock: missing (Function not implemented); it stops reading secrets")
    assert "What to do: use Linux 5.13 or later" in said


def test_doctor_says_whether_functions_that_use_a_database_can_be_tried():
    assert checks.databases(None).status == "ok"
    said = doctor.line(checks.databases("seccomp exists on Linux only"))
    assert said.startswith("warn  sandbox: databases: functions that use a database cannot be tried (seccomp exists")


def test_doctor_knows_every_layer_that_the_sandbox_has():
    assert set(checks.LAYERS) == {"bubblewrap", *lockdown.LAYERS, *namespaces.LAYERS}
