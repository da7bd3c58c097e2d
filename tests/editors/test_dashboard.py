"""The dashboard of a real `parallelproof serve` in a real browser, during real campaigns."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.example_project import SLOW, shop
from tests.postgres.servers import user_home

from .chromium import Keep
from .dashboard_axe import complaints_of
from .dashboard_server import Served, env_of, serving

CAMPAIGN_MS = 120_000


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A small project, and all that is kept about it."""
    with user_home() as home:
        shop(home / "shop")
        yield home


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Served]:
    with serving("--workspace", home / "shop", home=home) as served:
        yield served


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains of: errors of scripts, and all that the page's policy refused. None is expected."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    yield said
    assert not said


def test_a_file_is_raced_and_its_win_is_shown_with_its_grounds(
    server: Served, page: Page, keep: Keep, complaints: list[str]
) -> None:
    page.goto(server.dashboard)
    page.get_by_label("From").select_option("the workspace")
    page.get_by_role("combobox", name="File or folder").fill("shop.py")
    page.get_by_label("Agents").fill("3")
    page.get_by_role("button", name="Run").click()

    expect(page.get_by_role("table", name="Agents").get_by_role("row").nth(1)).to_be_visible(timeout=CAMPAIGN_MS)
    keep("dashboard-race")
    wins = page.get_by_role("region", name=re.compile("^Wins"))
    expect(wins.get_by_role("link", name="common").first).to_be_visible(timeout=CAMPAIGN_MS)
    expect(page.locator(".state.ended")).to_be_visible(timeout=CAMPAIGN_MS)
    keep("dashboard-ended")

    wins.get_by_role("link", name="common").first.click()
    expect(page.get_by_role("heading", name="common")).to_be_visible()
    expect(page.locator(".trial-head .badge")).to_have_text(re.compile(r"✓ [\d.,]+x faster"))
    expect(page.get_by_label("Version before")).to_contain_text("if article in stock")
    expect(page.get_by_label("Version after")).to_contain_text("def common")
    expect(page.get_by_role("region", name="Evidence")).to_contain_text("replayed calls")
    expect(page.get_by_role("img", name=re.compile("^Gain by input size"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Timed runs"))).to_be_visible()
    keep("dashboard-unit")


def test_pasted_code_is_run_with_the_keyboard_alone_and_cancelled(
    server: Served, page: Page, complaints: list[str]
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(server.dashboard)
    page.evaluate("text => navigator.clipboard.writeText(text)", SLOW + SLOW.replace("common", "shared"))
    editor = page.get_by_role("textbox", name="Code to optimise")
    editor.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+v")
    expect(editor).to_contain_text("def shared")
    page.keyboard.press("Control+Enter")

    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible(timeout=30_000)
    cancel.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".state.cancelled")).to_be_visible(timeout=30_000)
    expect(cancel).to_have_count(0)


def test_the_token_stays_out_of_the_address_and_a_reload_needs_none(
    server: Served, page: Page, complaints: list[str]
) -> None:
    page.goto(server.dashboard)
    expect(page.get_by_role("button", name="Run")).to_be_visible()

    assert server.token not in page.url
    page.reload()
    expect(page.get_by_role("banner")).to_contain_text("nothing leaves this machine")


@pytest.mark.parametrize("fragment", ["", "#token=of-the-server-before"])
def test_who_has_no_token_or_an_old_one_is_asked_for_it(server: Served, page: Page, fragment: str) -> None:
    page.goto(f"{server.url}/{fragment}")
    page.get_by_label("Token").fill(server.token)
    page.get_by_role("button", name="Open").click()

    expect(page.get_by_role("button", name="Run")).to_be_visible()


def test_what_the_server_refuses_is_said_in_its_own_words(server: Served, page: Page) -> None:
    page.goto(server.dashboard)
    page.get_by_label("From").select_option("the workspace")
    page.get_by_role("combobox", name="File or folder").fill(str(Path("/nowhere/shop.py")))
    page.get_by_role("button", name="Run").click()

    expect(page.get_by_role("alert")).to_be_visible()


def test_the_history_tells_what_the_campaigns_before_have_tried(
    server: Served, page: Page, keep: Keep, complaints: list[str]
) -> None:
    page.goto(server.dashboard)
    page.get_by_role("link", name="History").click()

    expect(page.get_by_role("region", name="By strategy").first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("table", name="Trials")).to_contain_text("common")
    keep("dashboard-history")


def test_the_report_of_a_campaign_is_one_file_with_the_same_views(
    server: Served, home: Path, page: Page, keep: Keep, complaints: list[str]
) -> None:
    file = home / "report.html"
    command = [sys.executable, "-m", "parallelproof", "optimize", "shop.py", "--html", str(file)]
    subprocess.run(command, cwd=home / "shop", env=env_of(home), check=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())

    page.get_by_role("region", name=re.compile("^Wins")).get_by_role("link", name="common").first.click()
    expect(page.get_by_label("Version before")).to_contain_text("if article in stock")
    expect(page.get_by_role("region", name="Evidence")).to_be_visible()
    keep("dashboard-report")
    assert not complaints_of(page)
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
