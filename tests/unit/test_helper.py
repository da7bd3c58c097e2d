"""The process that works for the event loop: what comes of it is what the function gives, and nothing is left of it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from parallelproof.fulfill.ambiguity import Ambiguity
from parallelproof.helper import Helper
from parallelproof.search.local_documents import LocalDocuments
from parallelproof.search.ripgrep import TextSearch, find
from parallelproof.settings import Settings

from tests.fulfill.ambiguity_case import cards, lay_out

CASES = Path(__file__).parent.parent / "golden" / "ambiguity"


@pytest.fixture
async def helper() -> AsyncIterator[Helper]:
    helper = Helper()
    yield helper
    helper.close()


async def test_those_who_ask_first_at_the_same_time_share_one_process(helper: Helper) -> None:
    first, second = await asyncio.gather(helper.run(os.getpid), helper.run(os.getpid))
    assert first == second != os.getpid()


async def test_what_a_function_raises_is_raised_here(helper: Helper) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        await helper.run(int, "x")
    assert await helper.run(int, "7") == 7


async def test_a_process_that_was_killed_is_replaced(helper: Helper) -> None:
    killed = await helper.run(os.getpid)
    os.kill(killed, signal.SIGKILL)
    assert await helper.run(os.getpid) not in (killed, os.getpid())


async def test_no_process_is_left_when_it_is_closed(helper: Helper) -> None:
    process = await helper.run(os.getpid)
    helper.close()
    end_s = time.monotonic() + 10
    with suppress(ProcessLookupError):
        while time.monotonic() < end_s:
            os.kill(process, 0)
            await asyncio.sleep(0.05)
        raise AssertionError("the process is still there")


async def test_a_look_in_another_process_finds_the_same(helper: Helper, tmp_path: Path) -> None:
    count = 0
    for path in sorted(CASES.glob("*.md"))[:12]:
        asked = lay_out(path.read_text("utf-8"), tmp_path / path.stem).request
        here = await cards(asked, Ambiguity(TextSearch(find())))
        assert await cards(asked, Ambiguity(TextSearch(find()), apart=helper.run)) == here
        around = [[one async for one in it.find(asked, (), Settings())] for it in _documents(helper)]
        assert around[0] == around[1]
        count += len(here)
    assert count > 5


def _documents(helper: Helper) -> tuple[LocalDocuments, LocalDocuments]:
    return LocalDocuments(), LocalDocuments(helper.run)
