"""A report that is shown, and whether it still stands after a change: invariant 4 in one place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain import Definition, Edit, Edits, Span, Trial, Unit, UnitReport, Win
from ..settings import Settings

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Change:
    """One edit of one document and the top-level definitions it changed; `edit` is None for a change on disk."""

    path: Path | None
    uri: str
    edit: Edit | None
    names: frozenset[str] | None
    """None: all of the file."""
    words: frozenset[str] = frozenset()
    """The words of the lines that changed, before and after."""
    statement: Span | None = None
    """In a file of SQL: what stood between the semicolons around the edit, if more than a comment changed there."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A report that stands: the campaign's own words, and where in the document they now belong."""

    report: UnitReport
    start: int
    """Where the unit begins now."""
    outside: tuple[tuple[Span, Span], ...]
    """Of its wins' edits outside the unit, such as an import: where each was, and is."""
    rests_on: frozenset[Definition]
    words: frozenset[str]
    """Names in the unit and in its wins; a definition of one of them could change what they mean."""
    saved: bool = False
    """Whether the document has been saved since, so that a code lens may appear."""

    @classmethod
    def of(cls, report: UnitReport) -> Shown:
        """The report as it stands in the text it was made for."""
        span, wins = report.unit.span, [trial for trial in report.trials if isinstance(trial.outcome, Win)]
        edits = [edit for trial in wins for edit in trial.candidate.change.edits]
        outside = {edit.span for edit in edits if not _inside(edit.span, span)}
        reached = report.reach.definitions if report.reach else frozenset[Definition]()
        return cls(
            report,
            span.start,
            tuple((place, place) for place in sorted(outside)),
            frozenset((real(path), name) for path, name in reached),
            words(" ".join([report.unit.source, *(edit.text for edit in edits)])),
        )

    @property
    def unit(self) -> Unit:
        """The unit where it is now."""
        shift = self.start - self.report.unit.span.start
        span = self.report.unit.span
        return replace(self.report.unit, span=Span(span.start + shift, span.end + shift))

    def edits(self, trial: Trial) -> Edits:
        """A win's change against the text as it is now."""
        places, was = dict(self.outside), self.report.unit.span
        shift = self.start - was.start
        return Edits(
            tuple(
                Edit(
                    places[edit.span] if edit.span in places else Span(edit.span.start + shift, edit.span.end + shift),
                    edit.text,
                )
                for edit in trial.candidate.change.edits
            )
        )

    def after(self, change: Change, path: Path | None) -> Shown | None:
        """As it stands after a change of any document, None if it no longer does. `path` is its own document's."""
        if not self._stands(change, path):
            return None
        if change.edit is None or change.uri != self.report.unit.uri:
            return self
        if self.report.unit.language == "sql" and _meets(self.unit.span, change):
            return None
        span = moved(self.unit.span, change.edit)
        outside = [(was, moved(now, change.edit)) for was, now in self.outside]
        if span is None or any(now is None for _, now in outside):
            return None
        return replace(self, start=span.start, outside=tuple((was, now) for was, now in outside if now is not None))

    def _stands(self, change: Change, path: Path | None) -> bool:
        names, own = change.names, change.uri == self.report.unit.uri
        if names is not None and not names:
            return True
        if self.report.reach is None:
            return False
        if names is None:
            return not own and all(change.path != place for place, _ in self.rests_on)
        if change.path and any((change.path, name) in self.rests_on for name in names):
            return False
        if not own:
            return True
        if self.report.unit.name.split(".")[0] in names or not self.words.isdisjoint(names):
            return False
        return "" not in names or not (self.outside or self.words & change.words)


def _meets(query: Span, change: Change) -> bool:
    """Whether what is written beside a query joins it: other than a function it ends where nothing says so."""
    if change.statement:
        return change.statement.touches(query)
    edit = change.edit
    if edit is None or not edit.text or not edit.span.touches(query):
        return False
    is_line_above = edit.span.end <= query.start and edit.text.endswith("\n")
    return not is_line_above


def moved(span: Span, edit: Edit) -> Span | None:
    """Where a span is after an edit, None if the edit is within it.

    What is inserted where it begins pushes it on; a place between two characters only survives whole lines there.
    """
    if edit.span.start >= span.end and edit.span.end > span.start:
        return span
    is_split = span.start == span.end == edit.span.end and not edit.text.endswith("\n")
    if edit.span.end > span.start or is_split:
        return None
    shift = len(edit.text) - (edit.span.end - edit.span.start)
    return Span(span.start + shift, span.end + shift)


def visible(report: UnitReport, settings: Settings) -> Iterator[Trial]:
    """The wins worth a person's attention, and not switched off; best first."""
    for trial in report.trials:
        win = trial.outcome if isinstance(trial.outcome, Win) else None
        if win and (win.notable or settings.show_minor) and trial.candidate.pattern not in settings.ignore_patterns:
            yield trial


def words(text: str) -> frozenset[str]:
    """The names in a piece of code."""
    return frozenset(_WORD.findall(text))


def real(path: Path) -> Path:
    """The one spelling under which paths are compared."""
    return Path(os.path.realpath(path))


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
