"""A campaign as one file for a pull request: the dashboard's views with the report's document inside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from importlib.metadata import version
from pathlib import Path

from .diffs import unified
from .document import Json
from .grounds import grounds, idea
from .ranking import Offer
from .sources import Sources
from .words import checked, gain, growth

TEMPLATE = Path(__file__).parents[1] / "web" / "_dashboard" / "report.html"
"""Built together with the dashboard, beside it."""
_PLACE = "__REPORT_JSON__"
_NOSCRIPT = ("<noscript>", "</noscript>")
_STYLE = (
    "<style>body{margin:1em}table{border-collapse:collapse}td,th{border:1px solid;padding:.3em;text-align:left}</style>"
)
_COLUMNS = ("function or query", "gain", "growth", "same results", "idea")


class NotBuilt(Exception):
    """The page is missing, as in a checkout that was never built; the text says what to do."""


def page(document: Json, offers: Sequence[Offer], sources: Sources, title: str, template: Path = TEMPLATE) -> str:
    """The whole file; raises NotBuilt. Without JavaScript it shows the wins as a table with their diffs."""
    try:
        text = template.read_text(encoding="utf-8")
    except OSError:
        text = ""
    if text.count(_PLACE) != 1:
        raise NotBuilt("the page of reports is not built in this checkout; run `make dashboard`, which needs Node.")
    value = {
        "title": title,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": version("parallelproof"),
        "document": document,
    }
    before, after = _with_table(text, _table(offers, sources)).split(_PLACE)
    return before + _inert(value) + after


def _inert(value: Json) -> str:
    """JSON that cannot end the element it stands in, or open a comment."""
    return json.dumps(value, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def _with_table(text: str, table: str) -> str:
    """The page with a table where it says that it needs JavaScript: in its last element of the kind."""
    start = text.rfind(_NOSCRIPT[0])
    end = text.find(_NOSCRIPT[1], start)
    if start < 0 or end < 0:
        return text
    return text[: start + len(_NOSCRIPT[0])] + table + text[end:]


def _table(offers: Sequence[Offer], sources: Sources) -> str:
    if not offers:
        return "<p>No faster version was found.</p>"
    head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
    rows = "".join(f"<tr>{_cells(offer, sources)}</tr>" for offer in offers)
    details = "".join(_details(offer, sources) for offer in offers)
    return f"{_STYLE}<table><tr>{head}</tr>{rows}</table>{details}"


def _cells(offer: Offer, sources: Sources) -> str:
    unit, win = offer.unit.unit, offer.win
    texts = (gain(win), growth(win.measurement), checked(win.evidence), idea(offer.trial.candidate))
    place = f"<td><code>{escape(unit.name)}</code><br>{escape(sources.place(unit))}</td>"
    return place + "".join(f"<td>{escape(text)}</td>" for text in texts)


def _details(offer: Offer, sources: Sources) -> str:
    unit, candidate = offer.unit.unit, offer.trial.candidate
    lines = "".join(f"<li>{escape(line)}</li>" for line in grounds(candidate, offer.win))
    diff = unified(sources.path(unit.uri), sources.text(unit.uri), candidate.change)
    return f"<h2>{escape(unit.name)}</h2><ul>{lines}</ul><pre>{escape(diff)}</pre>"
