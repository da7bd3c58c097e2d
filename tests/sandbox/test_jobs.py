"""What a job gets, gives and may use."""

from __future__ import annotations

import ast
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import pytest
from parallelproof.domain import Project
from parallelproof.ports import JobFailed
from parallelproof.sandbox import _parallelproof_worker
from parallelproof.sandbox.pool import ZygoteSandbox

from .conftest import Run

SECOND_OF_BUSY_LOOP = "import time\nend = time.monotonic() + 1\nwhile time.monotonic() < end: pass\nresult = True"
SECOND_OF_SLEEPING_LOOP = "import time\nfor _ in range(20): time.sleep(0.05)\nresult = True"


async def test_a_result_of_many_megabytes_comes_back_whole(sandbox: ZygoteSandbox, project: Project) -> None:
    text = "é" * 3_000_000
    payload = {"code": "result = [len(text), text]", "names": {"text": text}}
    assert await sandbox.run("source", payload, project=project, timeout_s=20) == [3_000_000, text]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("[][0]", "raised IndexError: list index out of range"),
        ("raise SystemExit(3)", "raised SystemExit: 3"),
        ("result = object()", "raised TypeError: Object of type object is not JSON serializable"),
        ("import os; os._exit(3)", "ended with exit code 3 before it had a result"),
        ("import ctypes; ctypes.string_at(0)", "ended by signal 11 (SIGSEGV)"),
        ("import os; os.closerange(0, 100); result = 1", "ended "),
        ("def f(): f()\nf()", "raised RecursionError: maximum recursion depth exceeded"),
    ],
)
async def test_a_job_without_result_says_why(run: Run, code: str, reason: str) -> None:
    with pytest.raises(JobFailed) as failure:
        await run(code)
    assert str(failure.value).startswith(reason)


@pytest.mark.parametrize("code", [SECOND_OF_BUSY_LOOP, SECOND_OF_SLEEPING_LOOP])
async def test_a_loop_is_killed_at_the_deadline_and_not_before(run: Run, code: str) -> None:
    assert await run(code, timeout_s=5) is True
    started = time.monotonic()
    with pytest.raises(JobFailed, match=r"^killed after 0\.3 s$"):
        await run(code, timeout_s=0.3)
    assert time.monotonic() - started < 0.9


async def test_printing_does_not_disturb_results(run: Run) -> None:
    code = "import os, sys\nprint('x' * 100_000)\nos.write(1, b'x' * 100_000)\nos.write(2, b'x')\n"
    code += "result = sys.stdin.read()"
    assert await run(code) == ""


async def test_a_job_sees_no_environment_of_ours_but_the_hash_seed_and_the_path(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSWORD", "swordfish")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    environment, path = await run("import os, sys; result = [dict(os.environ), sys.path]", hash_seed=7)
    assert environment["PYTHONHASHSEED"] == "7"
    assert environment["PATH"] == os.environ["PATH"]
    assert "swordfish" not in environment.values()
    assert "" not in path and "/nowhere" not in path
    assert not [folder for folder in path if "parallelproof/sandbox" in folder]


async def test_a_hash_seed_decides_the_order_of_sets(run: Run) -> None:
    code = "result = list({'apple', 'pear', 'plum', 'fig', 'lime', 'kiwi', 'date'})"
    orders = [await run(code, hash_seed=seed) for seed in (0, 0, 1, 1)]
    assert orders[0] == orders[1] != orders[2] == orders[3]


async def test_jobs_write_to_a_folder_of_their_own_that_is_empty_each_time(run: Run) -> None:
    code = "import os, tempfile\nbefore = os.listdir()\nopen('note', 'w').write('x')\n"
    code += "result = [before, os.path.realpath(tempfile.gettempdir()) == os.getcwd() == os.path.expanduser('~')]"
    assert [await run(code), await run(code)] == [[[], True], [[], True]]


async def test_jobs_run_at_the_same_time_up_to_the_number_of_slots(run: Run) -> None:
    code = "import time\nstarted = time.monotonic()\ntime.sleep(0.3)\nresult = [started, time.monotonic()]"
    spans = await asyncio.gather(*[run(code) for _ in range(4)])
    at_once = [sum(start <= moment <= end for start, end in spans) for moment, _ in spans]
    assert max(at_once) == 2


async def test_asyncio_and_the_usual_modules_work(run: Run) -> None:
    code = "import asyncio, sqlite3, ssl, ctypes, decimal, zoneinfo, logging, unittest\n"
    assert await run(code + "result = asyncio.run(asyncio.sleep(0, 5))") == 5


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are counted on Linux only")
async def test_threads_need_an_allowance_and_are_counted(run: Run) -> None:
    code = "import threading, time\nthreads = [threading.Thread(target=time.sleep, args=[0.2]) for _ in range(4)]\n"
    code += "for thread in threads: thread.start()\nresult = len(threads)"
    assert await run(code, threads=4) == 4
    for too_few in (0, 3):
        with pytest.raises(JobFailed, match="can't start new thread"):
            await run(code, threads=too_few)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are counted on Linux only")
async def test_processes_need_an_allowance_and_are_counted(run: Run) -> None:
    code = (
        "from multiprocessing import get_context\npool = get_context('fork').Pool(2)\nresult = pool.map(abs, [-1, 2])"
    )
    assert await run(code, threads=4, processes=2) == [1, 2]
    with pytest.raises(JobFailed, match="raised"):
        await run(code, threads=4)
    bomb = "import os, time\nfor _ in range(5):\n    if not os.fork(): time.sleep(1); os._exit(0)"
    with pytest.raises(JobFailed, match="raised BlockingIOError"):
        await run(bomb, processes=3)


async def test_an_interpreter_that_is_not_there_is_named(sandbox: ZygoteSandbox, tmp_path: Path) -> None:
    with pytest.raises(JobFailed, match=r"no-python .*interpreter"):
        await sandbox.run("source", {"code": ""}, project=Project(tmp_path, tmp_path / "no-python"), timeout_s=5)


async def test_a_program_that_is_no_interpreter_is_named(sandbox: ZygoteSandbox, tmp_path: Path) -> None:
    with pytest.raises(JobFailed, match=r"true does not start a worker"):
        await sandbox.run("source", {"code": ""}, project=Project(tmp_path, Path("/usr/bin/true")), timeout_s=5)


async def test_a_job_costs_less_than_two_interpreters_once_a_zygote_is_warm(run: Run) -> None:
    job_s, interpreter_s = [], []
    for _ in range(21):
        started = time.perf_counter()
        await run("result = 1")
        ended = time.perf_counter()
        await (await asyncio.create_subprocess_exec(sys.executable, "-c", "pass")).wait()
        job_s.append(ended - started)
        interpreter_s.append(time.perf_counter() - ended)
    assert statistics.median(job_s) < 2 * statistics.median(interpreter_s)


WORKER = Path(_parallelproof_worker.__file__).parent


@pytest.mark.parametrize("path", sorted(WORKER.glob("*.py")), ids=lambda path: path.stem)
def test_the_worker_is_written_for_python_3_8(path: Path) -> None:
    ast.parse(path.read_text(), feature_version=(3, 8))


def interpreter(version: str) -> Path:
    """One that runs, on the path or from pyenv; skips the test if there is none."""
    known: list[str | Path | None] = [
        shutil.which(f"python{version}"),
        *Path.home().glob(f".pyenv/versions/{version}.*/bin/python"),
    ]
    for python in known:
        if python and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0:
            return Path(python)
    pytest.skip(f"Python {version} is not installed")


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.12", "3.13", "3.14"])
async def test_jobs_run_under_other_interpreters(sandbox: ZygoteSandbox, tmp_path: Path, version: str) -> None:
    python = interpreter(version)
    code = "import importlib, sys\nfrom _parallelproof_worker.jobs import JOBS\n"
    code += "for place in JOBS.values(): importlib.import_module(place.partition(':')[0])\n"
    code += "result = '%d.%d' % sys.version_info[:2]"
    project = Project(tmp_path, python)
    assert await sandbox.run("source", {"code": code}, project=project, timeout_s=5) == version


async def test_what_an_interpreter_prints_when_it_starts_does_no_harm(sandbox: ZygoteSandbox, tmp_path: Path) -> None:
    venv.create(tmp_path / "env")
    (packages,) = (tmp_path / "env").glob("lib/python*/site-packages")
    (packages / "noise.pth").write_text("import sys; sys.stdout.write('x' * 100 + '\\n'); sys.stdout.flush()\n")
    project = Project(tmp_path, tmp_path / "env/bin/python")
    assert await sandbox.run("source", {"code": "result = 1"}, project=project, timeout_s=5) == 1


async def test_jobs_run_and_leave_nothing_behind_where_there_are_no_namespaces(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    sandbox = ZygoteSandbox(1, without=frozenset({"bubblewrap", "mounts", "pids", "network", "user"}))
    code = "import os\nopen('note', 'w').close()\nresult = [os.getcwd(), os.listdir()]"
    folder, listed = await sandbox.run("source", {"code": code}, project=project, timeout_s=5)
    assert Path(folder).parent == tmp_path / "scratch"
    assert listed == ["note"]
    with pytest.raises(JobFailed):
        await sandbox.run("source", {"code": "while True: pass"}, project=project, timeout_s=0.2)
    await sandbox.close()
    assert list((tmp_path / "scratch").iterdir()) == []


async def test_an_enormous_result_is_refused(run: Run) -> None:
    with pytest.raises(JobFailed, match="more than 64 MB"):
        await run("result = 'x' * (70 << 20)")


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="there is no folder in memory")
async def test_a_project_in_the_folder_that_scratch_folders_are_mounted_over_is_read(sandbox: ZygoteSandbox) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        Path(folder, "app.py").write_text("value = 7")
        code = "import sys; sys.path.insert(0, root)\nimport app\nresult = app.value"
        payload = {"code": code, "names": {"root": folder}}
        assert (
            await sandbox.run("source", payload, project=Project(Path(folder), Path(sys.executable)), timeout_s=5) == 7
        )


async def test_a_package_installed_for_editing_is_read(sandbox: ZygoteSandbox, tmp_path: Path) -> None:
    venv.create(tmp_path / "env")
    (packages,) = (tmp_path / "env").glob("lib/python*/site-packages")
    for name in ("by_path", "by_finder"):
        (tmp_path / name / name).mkdir(parents=True)
        (tmp_path / name / name / "__init__.py").write_text("value = 7")
    (packages / "by_path.pth").write_text(str(tmp_path / "by_path"))
    finder = f"MAPPING = {{'by_finder': {str(tmp_path / 'by_finder/by_finder')!r}}}"
    (packages / "__editable___by_finder.py").write_text(finder)
    (packages / "by_finder.pth").write_text("import __editable___by_finder")
    (tmp_path / "project").mkdir()
    project = Project(tmp_path / "project", tmp_path / "env/bin/python")
    found = str(tmp_path / "by_finder/by_finder/__init__.py")
    code = f"import by_path\nresult = [by_path.value, open({found!r}).read()]"
    assert await sandbox.run("source", {"code": code}, project=project, timeout_s=5) == [7, "value = 7"]


async def test_the_worker_can_import_more_of_itself_later(sandbox: ZygoteSandbox, tmp_path: Path) -> None:
    python = interpreter("3.9")  # in whose packages we are not
    code = "import importlib\nfrom _parallelproof_worker import frames\nresult = importlib.reload(frames).__name__"
    payload = {"code": code}
    reloaded = await sandbox.run("source", payload, project=Project(tmp_path, python), timeout_s=5)
    assert reloaded == "_parallelproof_worker.frames"
