"""The dashboard in a real browser: how soon 1,000 trials are shown, and whether 60 updates a second are felt."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parallelproof.web.page import FOLDER
from playwright.sync_api import Browser, Page, sync_playwright

from tests.editors.chromium import FLAGS, PROGRAM
from tests.editors.dashboard_feed import CAMPAIGN, Feed
from tests.editors.dashboard_server import feeding

from .rows import Row, row

_LIVE_S = 6.0
_WATCH = """
(() => {
  window.tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: "longtask", buffered: true });
  const look = () => document.querySelectorAll(".window-body .window-row").length < 12
    ? requestAnimationFrame(look)
    : requestAnimationFrame(() => { document.documentElement.dataset.shown_s = performance.now() / 1000; });
  requestAnimationFrame(look);
})();
"""
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
_SHOWN = "Number(document.documentElement.dataset.shown_s)"
_BEGIN = "fetch('begin', { method: 'POST', headers: { Authorization: 'Bearer feed' } })"


@dataclass(frozen=True, slots=True)
class Run:
    """One visit: seconds until something, and until the campaign, is shown; the longest tasks, 0 where none is long."""

    paint_s: float
    shown_s: float
    live_ms: float
    ended_ms: float


def rows(quick: bool) -> Iterator[Row]:
    """A campaign of 1,000 agents and trials, from a real server, at 60 events a second."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        runs = [_run(browser) for _ in range(1 if quick else 5)]
        browser.close()
    yield row("page", "first paint of a campaign of 1,000 trials", [run.paint_s for run in runs], "s", 1.0)
    yield row("page", "until its agents and units are shown", [run.shown_s for run in runs], "s", 1.0)
    yield row("page", "longest task at 60 updates a second", [run.live_ms for run in runs], "ms", 50.0)
    yield row("page", "longest task when the campaign ends", [run.ended_ms for run in runs], "ms")
    yield row("page", "JavaScript of the dashboard, gzipped", [_gzipped(FOLDER / "assets")], "kB", 350.0)
    yield row("page", "report of a campaign as a file, gzipped", [_gzipped(FOLDER, "report.html")], "kB")


def _run(browser: Browser) -> Run:
    with feeding(Feed(rate=60, seconds=_LIVE_S)) as server, browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.goto(f"{server.dashboard}&campaign={CAMPAIGN}")
        page.locator("html[data-shown_s]").wait_for()
        page.wait_for_timeout(500)
        _longest(page)
        page.evaluate(_BEGIN)
        page.wait_for_timeout((_LIVE_S - 0.5) * 1000)
        live_ms = _longest(page)
        page.locator(".state.ended").wait_for()
        page.wait_for_timeout(300)
        return Run(float(page.evaluate(_PAINT)), float(page.evaluate(_SHOWN)), live_ms, _longest(page))


def _longest(page: Page) -> float:
    """The longest task since this was last asked, in milliseconds; browsers tell of those over 50 only."""
    tasks: list[Any] = page.evaluate("tasks.splice(0)")
    return float(max(tasks, default=0.0))


def _gzipped(folder: Path, pattern: str = "*.js") -> float:
    return sum(len(gzip.compress(file.read_bytes())) for file in folder.glob(pattern)) / 1000
