"""The budget holds for a session and for a day, across processes, and survives what happens to its file."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from parallelproof.llm.budget import Budget
from parallelproof.llm.client import OpenAIModel
from parallelproof.ports import Unanswered
from parallelproof.settings import Settings

from tests.backends.openai_server import OpenAIServer

from .asking import MESSAGES, Choice, leave, streamed

SPENDER = """
import asyncio, sys
from pathlib import Path
from parallelproof.llm.budget import Budget
from parallelproof.settings import Settings

async def main():
    budget = Budget(Path(sys.argv[1]))
    for _ in range(40):
        async with budget.reserved("the model", 1000, 1000, Settings()) as call:
            call.tokens_in, call.tokens_out = 7, 3

asyncio.run(main())
"""


async def spend(budget: Budget, tokens_in: int, tokens_out: int, settings: Settings) -> None:
    """A call that uses all that it may."""
    async with budget.reserved("the model", tokens_in, tokens_out, settings) as call:
        call.tokens_in, call.tokens_out = tokens_in, tokens_out


async def test_two_processes_lose_none_of_each_others_counts(tmp_path: Path) -> None:
    path = tmp_path / "state" / "budget.db"
    processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", SPENDER, str(path)) for _ in range(2)]
    assert [await process.wait() for process in processes] == [0, 0]
    assert (await Budget(path).usage(Settings())).startswith("800 of 2,000,000 tokens today")


LIMITS = [
    ({"model_tokens_per_session": 150}, "50 of 150 tokens are left, too few", "model_tokens_per_session"),
    ({"model_tokens_per_day": 150}, "50 of 150 tokens are left, too few", "model_tokens_per_day"),
    ({"model_cost_per_session": 0.75}, r"0\.25 of 0\.75 \$ are left, too little", "model_cost_per_session"),
    ({"model_cost_per_day": 0.75}, r"0\.25 of 0\.75 \$ are left, too little", "model_cost_per_day"),
]


@pytest.mark.parametrize(("limit", "left", "setting"), LIMITS, ids=[setting for *_, setting in LIMITS])
async def test_what_is_over_a_limit_is_refused_with_the_settings_name(
    budget: Budget, limit: dict[str, float], left: str, setting: str
) -> None:
    settings = Settings(model_price_in=2_500.0, model_price_out=7_500.0, **limit)  # type: ignore[arg-type]
    await spend(budget, 50, 50, settings)
    with pytest.raises(Unanswered, match=f"the model was not asked: {left} for this question; raise `{setting}`"):
        await spend(budget, 50, 50, settings)
    await spend(budget, 25, 25, settings)
    today, session = (await budget.usage(settings)).split(", ")
    assert today.startswith("150 of ") and session.startswith("150 of ")


async def test_calls_at_the_same_time_stay_within_the_limit_together(budget: Budget) -> None:
    settings = Settings(model_tokens_per_day=1000)
    calls = [spend(budget, 100, 50, settings) for _ in range(10)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(result is None for result in results) == 6
    assert sum(isinstance(result, Unanswered) for result in results) == 4


async def test_what_was_not_used_is_given_back(budget: Budget) -> None:
    settings = Settings(model_tokens_per_day=1000, model_tokens_per_session=1000)
    for _ in range(5):
        async with budget.reserved("the model", 500, 400, settings) as call:
            call.tokens_in = 10
    assert await budget.usage(settings) == "50 of 1,000 tokens today, 50 of 1,000 tokens in this session."


async def test_a_cancelled_call_gives_back_what_it_did_not_use(budget: Budget) -> None:
    async def hang() -> None:
        async with budget.reserved("the model", 900, 100, Settings()) as call:
            call.tokens_in = 10
            await asyncio.sleep(60)

    for after_s in (0.0, 0.001, 0.1):
        task = asyncio.create_task(hang())
        await asyncio.sleep(after_s)
        task.cancel()
        await asyncio.wait([task])
    await asyncio.sleep(0.1)
    used = int((await budget.usage(Settings())).split()[0])
    assert used <= 30


async def test_a_new_day_begins_at_nothing_and_a_new_session_does_too(tmp_path: Path) -> None:
    days = iter([date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 2)])
    settings = Settings(model_tokens_per_day=100)
    budget = Budget(tmp_path / "budget.db", lambda: next(days))
    await spend(budget, 50, 50, settings)
    await spend(budget, 50, 40, settings)
    assert (await budget.usage(settings)).startswith("90 of 100 tokens today, 190 of ")
    other = Budget(tmp_path / "budget.db", lambda: next(days))
    assert (await other.usage(settings)).startswith("90 of 100 tokens today, 0 of ")


async def test_money_is_told_where_prices_are_known(budget: Budget) -> None:
    settings = Settings(model_price_in=2.0, model_price_out=10.0)
    await spend(budget, 10_000, 2_340, settings)
    usage = "12,340 of 2,000,000 tokens and 0.04 of 5.00 $ today, "
    assert await budget.usage(settings) == usage + "12,340 of 500,000 tokens and 0.04 of 1.00 $ in this session."


async def test_the_file_is_private(tmp_path: Path, budget: Budget) -> None:
    await spend(budget, 1, 1, Settings())
    (file,) = (tmp_path / "state").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def planted_table(path: Path) -> None:
    """A database of another make."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE spent (sum TEXT)")


BROKEN = {
    "garbage": lambda path: path.write_bytes(b"not a database" * 100),
    "cut": lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 40),
    "other table": planted_table,
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_file_is_set_aside(tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "budget.db"
    BROKEN[kind](path)
    budget = Budget(path)
    await spend(budget, 50, 50, Settings())
    assert (await budget.usage(Settings())).startswith("100 of ")
    assert (tmp_path / "budget.broken").exists()
    assert "begins anew" in caplog.text


async def test_without_a_file_the_session_still_counts(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    budget = Budget(tmp_path / "file" / "budget.db")
    settings = Settings(model_tokens_per_day=150)
    await spend(budget, 50, 50, settings)
    with pytest.raises(Unanswered, match="model_tokens_per_day"):
        await spend(budget, 50, 50, settings)
    assert len(caplog.records) == 1
    assert "only this session counts" in caplog.text


async def test_a_file_that_is_locked_for_long_costs_the_days_count_and_not_the_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "budget.db"
    await spend(Budget(path), 1, 1, Settings())
    caplog.set_level(logging.WARNING)
    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    await spend(Budget(path), 1, 1, Settings())
    lock.close()
    assert "locked" in caplog.text


async def test_a_spent_budget_keeps_the_model_from_being_asked(model: OpenAIModel) -> None:
    async with OpenAIServer() as server:
        with pytest.raises(Unanswered, match="raise `model_tokens_per_session` to go on"):
            await streamed(model, leave(server, model_tokens_per_session=100))
        with pytest.raises(Unanswered, match="raise `model_tokens_per_session` to go on"):
            await model.answer(MESSAGES, Choice, leave(server, model_tokens_per_session=100))
        assert server.requests == []


@pytest.mark.parametrize("module", ["llm.client", "fulfill.completion"])
def test_importing_what_asks_a_model_imports_no_heavy_library(module: str) -> None:
    heavy = "{'openai', 'pydantic', 'httpx2', 'aiohttp', 'keyring'}"
    code = f"import sys, parallelproof.{module}; sys.exit(', '.join({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
