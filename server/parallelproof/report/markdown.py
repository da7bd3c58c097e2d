"""Wins as Markdown for a comment on a pull request: nothing of the project's text in it comes to life."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape as html_escape

from ..fulfill.markdown import code, escape
from .diffs import unified
from .grounds import grounds, idea
from .ranking import Offer
from .sources import Sources
from .words import checked, gain, growth, plural

MOST_CHARS = 60_000
"""Services refuse comments that are much longer."""
_COLUMNS = ("function or query", "gain", "growth", "same results", "idea")
_FOOT = "Each gives the same results as far as that was checked, and was measured on the machine that ran this."


def markdown(offers: Sequence[Offer], sources: Sources, most_chars: int = MOST_CHARS) -> str:
    """A table of the wins, then each with its grounds and diff as far as there is room; empty if there are none."""
    if not offers:
        return ""
    head = f"### ParallelProof: {plural(len(offers), 'verified improvement')}"
    rows = [_row(offer, sources) for offer in offers]
    table = ["| " + " | ".join(_COLUMNS) + " |", "| --- " * len(_COLUMNS) + "|"]
    parts = [head, "\n".join([*table, *_fitting(rows, most_chars // 2)])]
    details = [_details(offer, sources) for offer in offers]
    shown = list(_fitting(details, most_chars - sum(map(len, parts)) - 1_000))
    left = len(details) - len(shown)
    more = [f"The details of {left} more are left out: a comment has no room for them."] if left else []
    return "\n\n".join([*parts, *shown, *more, _FOOT]) + "\n"


def _fitting(texts: Sequence[str], most_chars: int) -> Iterator[str]:
    for text in texts:
        most_chars -= len(text) + 2
        if most_chars < 0:
            return
        yield text


def _row(offer: Offer, sources: Sources) -> str:
    unit, win = offer.unit.unit, offer.win
    minor = "" if win.notable else " (minor)"
    cells = (
        f"{_in_table(code(unit.name))}<br>{_in_table(code(sources.place(unit)))}",
        f"**{gain(win)}**{minor}",
        growth(win.measurement),
        checked(win.evidence),
        idea(offer.trial.candidate),
    )
    return "| " + " | ".join(cells) + " |"


def _in_table(text: str) -> str:
    return text.replace("|", "\\|")


def _details(offer: Offer, sources: Sources) -> str:
    unit, candidate = offer.unit.unit, offer.trial.candidate
    summary = f"<code>{html_escape(unit.name)}</code>: {html_escape(gain(offer.win))}"
    lines = [f"- {_no_mention(escape(line))}" for line in grounds(candidate, offer.win)]
    diff = unified(sources.path(unit.uri), sources.text(unit.uri), candidate.change)
    parts = [f"<details><summary>{summary}</summary>", "\n".join(lines), *([_fenced(diff)] if diff else [])]
    return "\n\n".join([*parts, "</details>"])


def _fenced(diff: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", diff)), default=0))
    return f"{fence}diff\n{diff.rstrip()}\n{fence}"


def _no_mention(text: str) -> str:
    return text.replace("@", "@\u200b")
