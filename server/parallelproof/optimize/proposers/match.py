"""One place where a rule matches: what it caught, in both trees."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .kinds import Kind, Kinds
from .scope import Scope
from .source import Source
from .template import Capture


@dataclass(frozen=True)
class Match:
    """A range of a function's text, and the captures that a rule took from it. Values are read by capture name."""

    source: Source
    scope: Scope
    span: tuple[int, int]
    captures: dict[str, Capture]
    at: tuple[int, int]
    """The range that the rule itself matched; `span` is that and the neighbours that are replaced with it."""

    def text(self, name: str) -> str:
        """The text of a capture; of anything else, itself."""
        return self.captures[name].text if name in self.captures else name

    def expression(self, name: str) -> ast.expr | None:
        """The syntax tree of a capture, as part of the function's tree."""
        capture = self.captures.get(name)
        return self.scope.expression_at(capture.start, capture.end) if capture else None

    def kind(self, name: str) -> Kind | None:
        """What the code says about the kind of a captured expression."""
        node = self.expression(name)
        return self.kinds.of(node) if node else None

    @cached_property
    def kinds(self) -> Kinds:
        """Kinds in the function."""
        return Kinds(self.scope)

    def names_in(self, captures: Iterable[str]) -> set[str]:
        """Every name that stands in some captures."""
        spans = [self.captures[name] for name in captures if name in self.captures]
        uses = (use for group in self.scope.names.values() for use in group)
        return {use.id for use in uses if any(self.scope.within(use, (span.start, span.end)) for span in spans)}

    def targets(self, name: str) -> set[str] | None:
        """The names that a captured loop target binds; None if it binds anything but names."""
        node = self.expression(name)
        parts = [node] if node else []
        found: set[str] = set()
        while parts:
            part = parts.pop()
            if isinstance(part, ast.Tuple | ast.List):
                parts += part.elts
            elif isinstance(part, ast.Name):
                found.add(part.id)
            else:
                return None
        return found or None
