"""A `.sql` file that is open: where its queries stand while it is edited. To find them takes long, so others do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...domain import Span, Unit


class SqlDocument:
    """The queries that were found last, moved along with every edit; those that an edit touches are gone."""

    def __init__(self) -> None:
        self._units: list[Unit] = []

    def found(self, units: list[Unit]) -> None:
        """These are the queries of the text as it is now."""
        self._units = units

    def units(self, within: Span | None = None) -> list[Unit]:
        """The queries, those that a span touches alone if one is given."""
        return [unit for unit in self._units if within is None or unit.span.touches(within)]

    def edit(self, span: Span, text: str) -> frozenset[str]:
        """Replace a span by a text. No query rests on another, so no other name is changed by it."""
        shift = len(text) - (span.end - span.start)
        kept = []
        for unit in self._units:
            if span.start >= unit.span.end:
                kept.append(unit)
            elif span.end <= unit.span.start:
                kept.append(replace(unit, span=Span(unit.span.start + shift, unit.span.end + shift)))
        self._units = kept
        return frozenset()

    def prepare(self) -> Iterator[None]:
        """Nothing to do ahead."""
        return iter(())
