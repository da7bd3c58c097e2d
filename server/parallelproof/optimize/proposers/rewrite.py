"""One rewrite of one match, drafted and then written into the text: shared by every proposer that fills templates."""

from __future__ import annotations

import ast
import builtins
import itertools
import re
import textwrap
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain

from ...domain import Candidate, Edits, Finding, Pattern, Span, Unit
from .edits import edits_between
from .imports import imported, with_imports
from .match import Match
from .source import Source
from .template import Capture, Layout, Unfit, is_atom, render


@dataclass(frozen=True, slots=True)
class Draft:
    """What to write for a match: a template for its range, and one for the lines before the statement at `above`.

    `names` are new local names, `imports` maps placeholders to `module.name`. `when` is a test under which the
    template holds; the original then stays for everything else.
    """

    match: Match
    fix: str
    names: tuple[str, ...] = ()
    imports: Mapping[str, str] = field(default_factory=dict)
    when: str | None = None
    hoist: str | None = None
    above: int | None = None
    statement: bool = True
    texts: Mapping[str, str] = field(default_factory=dict)
    """Placeholders that are filled as they are."""
    alone: bool = False
    """Nothing around an expression can tear its parts apart, so it needs no parentheses."""


def written(source: Source, drafts: Sequence[Draft]) -> str | None:
    """The whole text with the drafts carried out, None where one of them does not fit."""
    page = _Page(source)
    try:
        for draft in drafts:
            page.write(draft)
        return page.text()
    except (Unfit, KeyError):
        return None


def candidate(unit: Unit, pattern: Pattern, at: tuple[int, int], old: str, new: str | None) -> Candidate | None:
    """The candidate that turns `old` into `new`, None where that is nothing or is no longer Python."""
    if new is None or new == old:
        return None
    change = edits_between(old, new)
    if not _parses(_rewritten_unit(unit, old, new, change)):
        return None
    finding = Finding(unit, pattern.id, Span(*at), pattern.title, sources=pattern.sources)
    return Candidate(unit, finding, pattern.strategy, pattern.proposer, change, pattern.title)


def _rewritten_unit(unit: Unit, old: str, new: str, change: Edits) -> str:
    """The unit's part of the new text, as statements that can stand alone."""
    before = (edit for edit in change.edits if edit.span.end <= unit.span.start)
    start = unit.span.start + sum(len(edit.text) - (edit.span.end - edit.span.start) for edit in before)
    end = len(new) - (len(old) - unit.span.end)
    margin = old[old.rfind("\n", 0, unit.span.start) + 1 : unit.span.start]
    return f"if 1:\n{margin}{new[start:end]}" if margin and margin.isspace() else new[start:end]


def _parses(text: str) -> bool:
    try:
        compile(text, "candidate", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def spliced(source: Source, changes: Sequence[tuple[int, int, str]], imports: Sequence[str] = ()) -> str:
    """The text with ranges replaced, all given in the old text, and with more import lines where they belong."""
    parts, at = [], 0
    for start, end, new in sorted(changes, key=lambda change: change[:2]):
        if start < at:
            raise Unfit("two rewrites overlap")
        parts += [source.text[at:start], new.replace("\r\n", "\n").replace("\n", source.newline)]
        at = end
    return with_imports("".join([*parts, source.text[at:]]), list(imports))


def fresh(name: str, known: Set[str]) -> str:
    """The name, or the name with a number, that is neither known nor a built-in."""
    names = chain([name], (f"{name}_{count}" for count in itertools.count(2)))
    return next(one for one in names if one not in known and not hasattr(builtins, one))


class _Page:
    """A text while drafts are written into it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.changes: list[tuple[int, int, str]] = []
        self.lines: dict[str, None] = {}
        self.taken: set[str] = set()
        self.hoisted: dict[tuple[int, str], dict[str, str]] = {}

    def text(self) -> str:
        """The text with everything written into it."""
        return spliced(self.source, self.changes, list(self.lines))

    def write(self, draft: Draft) -> None:
        """Add one draft; raises Unfit where it cannot be written here."""
        values: dict[str, Capture | str] = {**draft.match.captures, **draft.texts}
        for placeholder, target in draft.imports.items():
            values[placeholder] = self._import(target)
        if draft.hoist is not None and draft.above is not None:
            values |= self._hoist(draft, draft.above, values)
        else:
            values |= {name: self._fresh(name, draft.match.scope.known) for name in draft.names}
        self.changes.append(self._replacement(draft, values))

    def _import(self, target: str) -> str:
        found = imported(self.source, target)
        if found is None:
            raise Unfit(f"{target} cannot be named here")
        if found.line:
            self.lines[found.line] = None
        return found.use

    def _fresh(self, name: str, known: frozenset[str]) -> str:
        self.taken.add(chosen := fresh(name, known | self.taken))
        return chosen

    def _hoist(self, draft: Draft, above: int, values: Mapping[str, Capture | str]) -> dict[str, str]:
        if not self.source.begins_line(above) or draft.hoist is None:
            raise Unfit("the loop does not begin its line")
        plain = render(draft.hoist, {**values, **{name: f"${name}" for name in draft.names}}, Layout("", "    "))
        if (above, plain) in self.hoisted:
            return self.hoisted[above, plain]
        names = {name: self._fresh(name, draft.match.scope.known) for name in draft.names}
        margin = self.source.margin(above)
        block = render(draft.hoist, {**values, **names}, Layout(margin, self.source.indent))
        self.changes.append((above, above, block + "\n" + margin))
        self.hoisted[above, plain] = names
        return names

    def _replacement(self, draft: Draft, values: dict[str, Capture | str]) -> tuple[int, int, str]:
        start, end = draft.match.span
        original = self.source.text[start:end]
        if not draft.statement:
            new = render(draft.fix, values, Layout("", "    "))
            torn = not draft.alone and is_atom(original) and not is_atom(new)
            return start, end, f"({new})" if torn else new
        template = draft.fix if draft.when is None else guarded(draft.when, draft.fix)
        if "\n" in template.strip() and not self.source.begins_line(start):
            raise Unfit("the statement does not begin its line")
        margin = self.source.margin(start)
        normal = original.replace("\r\n", "\n")
        values["ORIGINAL"] = Capture(start, end, normal, margin)
        new = render(template, values, Layout(margin, self.source.indent))
        return start, end, self._lost_comments(start, end, new, margin) + new

    def _lost_comments(self, start: int, end: int, new: str, margin: str) -> str:
        """Comments of a replaced range that its rewrite no longer holds, to stand above it."""
        inside = (self.source.text[a:b].rstrip() for a, b in self.source.comments if start <= a and b <= end)
        lost = [comment for comment in inside if comment not in new]
        if lost and not self.source.begins_line(start):
            raise Unfit("a comment has no place of its own")
        return "".join(f"{comment}\n{margin}" for comment in lost)


def guarded(when: str, fix: str) -> str:
    """A template that takes the fast way under a condition and leaves the original as it was otherwise."""
    fast = f"if {when}:\n" + textwrap.indent(fix.rstrip("\n"), "    ")
    if re.match(r"return\b", fix.rstrip("\n").split("\n")[-1]):
        return fast + "\n$$$ORIGINAL"
    return fast + "\nelse:\n    $$$ORIGINAL"
