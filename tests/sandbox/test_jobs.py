"""What a job gets, gives and may use."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from pathlib import Path

import pytest
from parallelproof.domain import Project
from parallelproof.ports import JobFailed
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


async def test_a_job_costs_little_once_a_zygote_is_warm(run: Run) -> None:
    times_s = []
    for _ in range(21):
        started = time.perf_counter()
        await run("result = 1")
        times_s.append(time.perf_counter() - started)
    assert statistics.median(times_s) < 0.025
