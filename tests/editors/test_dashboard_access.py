"""Everyone can read every view: axe finds nothing at both widths and in both schemes, and nothing needs a mouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser, Page, expect

from .chromium import picture
from .dashboard_axe import complaints_of
from .dashboard_documents import document
from .dashboard_feed import CAMPAIGN, Feed
from .dashboard_server import Served, feeding

UNITS = f"#/campaigns/{CAMPAIGN}/units"
VIEWS = {
    "run": ("#/", "Code to optimise"),
    "race": (f"#/campaigns/{CAMPAIGN}", "Agents (1,000)"),
    "win": (f"{UNITS}/shop%2Forders.py%3A%3Acommon0", "Timed runs"),
    "differs": (f"{UNITS}/shop%2Forders.py%3A%3Acommon2", "Counterexample"),
    "query": (f"{UNITS}/shop%2Fqueries.sql%3A%3Aquery_49", "Nested Loop"),
    "history": ("#/history", "common0"),
    "forks": ("#/forks", "parallelproof_fork_1"),
    "audit": ("#/audit", "Audit log"),
}
"""By name: the address, and a text that is there once the view is."""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with feeding(Feed()) as served:
        yield served


@pytest.mark.parametrize("width", [1400, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_view(server: Served, chromium: Browser, scheme, width: int) -> None:
    with chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(server.dashboard)
        found = {}
        for name, (address, text) in VIEWS.items():
            show(page, address, text)
            picture(page, f"dashboard-{name}-{scheme}-{width}")
            overhang = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found[name] = complaints_of(page) + ([f"{overhang} pixels too wide"] if overhang > 0 else [])

    assert not {name: complaints for name, complaints in found.items() if complaints}


def test_a_thousand_rows_are_a_table_of_which_few_are_drawn(server: Served, page: Page) -> None:
    page.goto(server.dashboard)
    show(page, *VIEWS["race"])
    table = page.get_by_role("table", name="Agents")

    expect(table).to_have_attribute("aria-rowcount", "1001")
    assert table.get_by_role("row").count() < 60
    table.focus()
    page.keyboard.press("End")
    expect(table.locator("[aria-rowindex='1001']")).to_be_visible()


def test_a_unit_is_reached_and_left_with_the_keyboard(server: Served, page: Page) -> None:
    page.goto(server.dashboard)
    show(page, *VIEWS["race"])
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    while page.evaluate("!document.activeElement.closest('.wins')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("article")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("table", name="Agents")).to_be_visible()


def test_tab_indents_in_the_editor_and_leaves_it_after_escape(server: Served, page: Page) -> None:
    page.goto(server.dashboard)
    editor = page.get_by_role("textbox", name="Code to optimise")
    editor.focus()
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="Run")).to_be_focused()


def test_a_view_that_cannot_be_shown_says_so_and_leaves_the_others(server: Served, page: Page) -> None:
    page.route("**/assets/diff-*.js", lambda route: route.abort())
    page.goto(server.dashboard)
    show(page, VIEWS["win"][0], "This view cannot be shown")
    expect(page.get_by_role("button", name="Load the page again")).to_be_visible()
    show(page, *VIEWS["race"])


def test_what_the_feed_says_is_a_report() -> None:
    schema = json.loads(files("parallelproof.report").joinpath("report.schema.json").read_text())

    Draft202012Validator(schema).validate(document(units=40, trials=3))


def show(page: Page, address: str, text: str) -> None:
    """Go to a view, and wait until it is there."""
    page.evaluate("address => { location.hash = address }", address)
    expect(page.locator("main").get_by_text(text).or_(page.get_by_label(text, exact=True)).first).to_be_visible()
