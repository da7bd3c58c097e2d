"""The proposer for patterns that are data: an ast-grep rule, guards by name, and templates for what to write.

A rewrite in `pattern.yml`: `rule` and `constraints` as ast-grep has them; `before` and `after`, how many neighbouring
statements are replaced too; `guards`; `fix`; `names` and `imports` that the templates introduce; `when`, a test that
the values must pass at run time, left out where all guards of `sure` hold; `hoist`, lines to write before the
outermost loop in which the captures of `invariant` do not change.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...domain import Candidate, Pattern, Snapshot, Unit
from .guards import holds
from .loops import outermost_loop
from .match import Match
from .rewrite import Draft, candidate, written
from .source import FunctionNode, Source, extent, source_of
from .template import Capture

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_METAVARIABLE = re.compile(r"\$\$\$([A-Z_]+)|\$([A-Z_]+)")
_BUILTINS = frozenset(dir(builtins))
_MAX_ALONE = 4
"""Up to so many matches in one unit are also tried one by one; what is hoisted out of one loop belongs together."""


class Rules:
    """Finds `rule`s and fills in `fix`es."""

    name = "rules"

    def propose(self, snapshot: Snapshot, unit: Unit, patterns: Sequence[Pattern]) -> Iterator[Candidate]:
        """For each pattern one candidate for all its matches in the unit, and one for each statement alone."""
        found = source_of(snapshot.text, unit)
        if found is None or found[0].scope(found[1]).opaque:
            return
        for pattern in patterns:
            yield from _candidates(*found, unit, pattern)


def _candidates(source: Source, function: FunctionNode, unit: Unit, pattern: Pattern) -> Iterator[Candidate]:
    rewrites: Any = pattern.spec.get("rewrites", ())
    drafts = _apart([draft for rewrite in rewrites for draft in _drafts(source, function, rewrite)])
    alone = [draft for draft in drafts if draft.statement] if 1 < len(drafts) <= _MAX_ALONE else []
    groups = [drafts, *([draft] for draft in alone)]
    for group in groups:
        if group:
            new = candidate(unit, pattern, group[0].match.at, source.text, written(source, group))
            if new:
                yield new


def _apart(drafts: list[Draft]) -> list[Draft]:
    """The drafts that do not overlap one before them."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda draft: (draft.match.span[0], -draft.match.span[1])):
        if not kept or draft.match.span[0] >= kept[-1].match.span[1]:
            kept.append(draft)
    return kept


def _drafts(source: Source, function: FunctionNode, rewrite: Mapping[str, Any]) -> Iterator[Draft]:
    scope = source.scope(function)
    for node in matches(source, rewrite).get(function, ()):
        if _is_async(node):
            continue
        found = Match(source, scope, _span(node, rewrite), _captures(source, node, rewrite), extent(node))
        if _meanings_hold(found, rewrite) and holds(found, rewrite.get("guards", ())):
            draft = _draft(found, node, rewrite)
            if draft:
                yield draft


def matches(source: Source, rewrite: Mapping[str, Any]) -> Mapping[FunctionNode | None, list[SgNode]]:
    """Where a rewrite's rule matches, by innermost function; looked up once for each text, for the whole module."""
    known = source.matches
    if id(rewrite) not in known:
        found: dict[FunctionNode | None, list[SgNode]] = {}
        for rule in _alternatives(rewrite["rule"]):
            for node in _found(source, rule, rewrite):
                found.setdefault(source.innermost(*extent(node)), []).append(node)
        known[id(rewrite)] = (rewrite, found)
    return known[id(rewrite)][1]


def _alternatives(rule: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A rule that begins with a choice of patterns as one rule for each."""
    rest = {key: value for key, value in rule.items() if key != "any"}
    choices = rule.get("any", [{}])
    return [{**rest, **choice} for choice in choices] if all("pattern" in item for item in choices) else [dict(rule)]


def _found(source: Source, rule: dict[str, Any], rewrite: Mapping[str, Any]) -> list[SgNode]:
    beside = "follows" in rule or "precedes" in rule
    config: dict[str, Any] = {"rule": _completed(rule, beside)}
    if "constraints" in rewrite:
        config["constraints"] = rewrite["constraints"]
    nodes = source.root.find_all(config)  # type: ignore[call-overload]
    return [node for node in nodes if "pattern" not in rule or _is_whole(node, rule["pattern"])]


def _is_whole(node: SgNode, pattern: str) -> bool:
    """Whether a pattern accounts for all of a node: by itself, ast-grep lets more statements, an `else` or another
    comparison follow."""

    def caught(found: re.Match[str]) -> str:
        nodes = node.get_multiple_matches(found[1]) if found[1] else [node.get_match(found[2])]
        return "".join(item.text() for item in nodes if item)

    return "".join(_METAVARIABLE.sub(caught, pattern).split()) == "".join(node.text().split())


def _completed(rule: Any, sibling: bool = False) -> Any:
    """The rule with `follows` and `precedes` patterns also matching as statements, as they stand in a block."""
    if isinstance(rule, list):
        return [_completed(item, sibling) for item in rule]
    if not isinstance(rule, dict):
        return rule
    whole = {
        key: _completed(value, key in ("follows", "precedes") or (sibling and key in ("any", "all")))
        for key, value in rule.items()
    }
    if sibling and "pattern" in whole:
        pattern = {"pattern": whole.pop("pattern")}
        whole["any"] = [pattern, {"kind": "expression_statement", "has": pattern}]
    return whole


def _span(node: SgNode, rewrite: Mapping[str, Any]) -> tuple[int, int]:
    first = last = node
    for _ in range(rewrite.get("before", 0)):
        first = first.prev() or first
    for _ in range(rewrite.get("after", 0)):
        last = last.next() or last
    return extent(first)[0], extent(last)[1]


def _captures(source: Source, node: SgNode, rewrite: Mapping[str, Any]) -> dict[str, Capture]:
    found: dict[str, Capture] = {}
    for many, one in set(_METAVARIABLE.findall(repr(rewrite["rule"]))):
        nodes = node.get_multiple_matches(many) if many else [node.get_match(one)]
        present = [item for item in nodes if item is not None]
        if present:
            start, end = extent(present[0])[0], extent(present[-1])[1]
            text = source.text[start:end].replace("\r\n", "\n")
            found[many or one] = Capture(start, end, text, source.margin(start))
        elif many:
            found[many] = Capture(extent(node)[1], extent(node)[1], "")
    return found


def _is_async(node: SgNode) -> bool:
    """Whether the match is asynchronous, or a caught part suspends the function: order would change."""
    if node.kind() in ("for_statement", "with_statement") and node.text().startswith("async"):
        return True
    return suspends(node)


def suspends(node: SgNode) -> bool:
    """Whether a part of a node yields, awaits or binds a name inside an expression."""
    return node.find(any=[{"kind": kind} for kind in ("yield", "await", "named_expression")]) is not None


def _meanings_hold(match: Match, rewrite: Mapping[str, Any]) -> bool:
    """Whether the built-ins that a rewrite speaks of are the built-ins here."""
    parts = [rewrite.get(part) for part in ("rule", "fix", "when", "hoist")]
    return not spoken_of(str(parts)) & match.source.bound


def spoken_of(text: str) -> frozenset[str]:
    """The built-ins that a template or a rule names."""
    words = re.findall(r"(?<![\w.$])[A-Za-z]\w*", _METAVARIABLE.sub("", text))
    return frozenset(words) & _BUILTINS


def tests_already(match: Match, when: str) -> bool:
    """Whether the function tests this very condition: the match is what an earlier rewrite left for other values."""
    asked = _METAVARIABLE.sub(lambda found: match.text(found[2] or found[1]), when)
    return asked in match.source.code(match.scope.function)


def _draft(match: Match, node: SgNode, rewrite: Mapping[str, Any]) -> Draft | None:
    when = rewrite.get("when")
    if when and "sure" in rewrite and holds(match, rewrite["sure"]):
        when = None
    if when and tests_already(match, when):
        return None
    hoist = rewrite.get("hoist")
    above = outermost_loop(match, hoist["invariant"]) if hoist else None
    if hoist and above is None:
        return None
    statement = node.kind() in ("assignment", "augmented_assignment", "function_definition")
    return Draft(
        match,
        rewrite["fix"],
        tuple(rewrite.get("names", ())),
        rewrite.get("imports", {}),
        when,
        hoist["code"] if hoist else None,
        above,
        statement or node.kind().endswith("_statement"),
        alone=_stands_alone(node),
    )


def _stands_alone(node: SgNode) -> bool:
    parent = node.parent()
    safe = ("return_statement", "assignment", "expression_statement", "argument_list", "parenthesized_expression")
    return parent is not None and parent.kind() in safe


__all__ = ["Rules", "matches", "spoken_of", "suspends", "tests_already"]
