"""A person at a window of Visual Studio Code: what they press, and what they see."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TimedOut

SECOND = 1000


class Workbench:
    """One window. Everything is waited for as a person would wait: until it is seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def answer(self, button: str) -> None:
        """Presses a button of the question that stands in front of everything."""
        self.page.locator(".monaco-dialog-box .monaco-button", has_text=button).click(timeout=60 * SECOND)

    def command(self, title: str) -> None:
        """Chooses a command in the palette."""
        self.page.keyboard.press("F1")
        palette = self.page.locator(".quick-input-widget input")
        palette.fill(f">{title}")
        self.page.locator(".quick-input-list .monaco-list-row", has_text=title).first.click(timeout=15 * SECOND)

    def open_file(self, name: str) -> None:
        """Opens a file of the folder by its name, and waits until the server is there for it."""
        self.page.keyboard.press("Control+p")
        self.page.locator(".quick-input-widget input").fill(name)
        self.page.locator(".quick-input-list .monaco-list-row", has_text=name.split("/")[-1]).first.click()
        expect(self.page.locator(".tab.active", has_text=name.split("/")[-1])).to_be_visible()
        self.page.locator(".editor-instance .view-line").first.click()

    def wait_for_server(self) -> None:
        """Waits for the server: what is typed before it knows the file is no edit to it."""
        status = self.page.locator("[id='status.languageStatus'] [aria-label*='ParallelProof'][aria-label*='ready']")
        expect(status).to_be_attached(timeout=60 * SECOND)

    def go_to_line(self, line: int) -> None:
        """Puts the cursor at the beginning of a line."""
        self.page.keyboard.press("Control+g")
        self.page.locator(".quick-input-widget input").fill(f":{line}")
        self.page.keyboard.press("Enter")

    def go_to_end(self) -> None:
        """Puts the cursor behind the last character."""
        self.page.keyboard.press("Control+End")

    @property
    def squiggles(self) -> Locator:
        """What is underlined as information: wins, in our files."""
        return self.page.locator(".squiggly-info")

    def next_problem(self) -> str:
        """What the next problem says, read in the editor."""
        self.page.keyboard.press("F8")
        said = self.page.locator(".marker-widget .descriptioncontainer").inner_text(timeout=15 * SECOND)
        self.page.keyboard.press("Escape")
        return said

    def hover(self) -> Locator:
        """The hover at the cursor, open."""
        self.page.keyboard.press("Control+k")
        self.page.keyboard.press("Control+i")
        hover = self.page.locator(".monaco-hover:not(.hidden) .monaco-hover-content").first
        expect(hover).to_be_visible(timeout=15 * SECOND)
        return hover

    def close_hover(self) -> None:
        """Goes back to the text."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".monaco-hover:not(.hidden) .monaco-hover-content")).to_have_count(0)

    def quick_fixes(self) -> Locator:
        """The quick fixes at the cursor; the editor may not have the focus back yet, so they are asked for again."""
        fixes = self.page.locator(".action-widget .monaco-list-row.action")
        for _ in range(3):
            self.page.keyboard.press("Control+.")
            try:
                fixes.first.wait_for(timeout=5 * SECOND)
                break
            except TimedOut:
                continue
        expect(fixes.first).to_be_visible()
        return fixes

    @property
    def dirty(self) -> Locator:
        """The tab in front, while what it shows is not saved."""
        return self.page.locator(".tab.active.dirty")

    def save(self) -> None:
        """Saves the file in front."""
        self.page.keyboard.press("Control+s")
        expect(self.dirty).to_have_count(0)

    @property
    def ghost(self) -> Locator:
        """The ghost text."""
        return self.page.locator(".view-lines [class*='ghost-text']").first

    def notification(self, text: str | re.Pattern[str]) -> Locator:
        """The notification that says this."""
        return self.page.locator(".notification-toast .notification-list-item", has_text=text)

    def activation_ms(self, extension: str) -> int:
        """How long the extension host has loaded and called an extension before it was active, as it says itself."""
        self.wait_for_server()
        self.command("Developer: Show Running Extensions")
        row = self.page.locator(".runtime-extensions-editor .monaco-list-row", has_text=extension)
        found = re.search(r"Activation: (\d+)ms", row.inner_text(timeout=15 * SECOND))
        assert found, row.inner_text()
        return int(found[1])
