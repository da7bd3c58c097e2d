"""One headless Chromium for the tests of a file, driven by Playwright's own (synchronous) interface.

    def test_the_page_greets(page: Page, keep: Keep) -> None:
        page.goto(address)
        expect(page.get_by_role("heading")).to_have_text("Hello")
        keep("greeting")

`page` is a page in a context of its own: no cookies, no storage, 1400 by 900. What it shows when its test ends is kept
in `.cache/screenshots/<name of the test>.webp`; `keep(name)` keeps a picture at any other moment. For another size or
colour scheme take a context of `chromium`, the browser. `tests/editors/fetch-chromium` puts the browser there.

Tests that use these are plain functions: the synchronous interface and a running event loop exclude each other.
"""

import base64
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".cache" / "chromium" / "chromium"
SCREENSHOTS = ROOT / ".cache" / "screenshots"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Keep = Callable[[str], Path]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of a file's tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS, env=dict(os.environ))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that knows of no other test."""
    with chromium.new_context(viewport={"width": 1400, "height": 900}) as context:
        page = context.new_page()
        yield page
        picture(page, request.node.name)


@pytest.fixture
def keep(page: Page) -> Keep:
    """Keeps a picture of the page under a name."""
    return lambda name: picture(page, name)


def picture(page: Page, name: str) -> Path:
    """A picture of what the page shows now, in `.cache/screenshots`."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    file = re.sub(r"[^\w.-]+", "-", name)
    path = SCREENSHOTS / f"{file}.webp"
    shot = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 85})
    path.write_bytes(base64.b64decode(shot["data"]))
    return path
