"""axe, the checker of accessibility, on what a page shows."""

from __future__ import annotations

from playwright.sync_api import Page

from .chromium import ROOT

PROGRAM = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RUN = "async () => (await axe.run(document, {resultTypes: ['violations'], preload: false})).violations"


def complaints_of(page: Page) -> list[str]:
    """What axe finds, whatever it weighs: the rule, how bad it is, and where."""
    page.evaluate(PROGRAM.read_text(encoding="utf-8"))
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in page.evaluate(_RUN)
        for node in rule["nodes"][:3]
    ]
