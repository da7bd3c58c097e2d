"""The proposer for loops that only build one result: they become one expression.

A rewrite in `pattern.yml`: `init`, what the result starts as (one pattern or several); `leaf`, the one thing that the
loop does; `fix`, the expression. In a fix, `$FOR` are the loop's clauses as in a comprehension, `$C` the last condition
and `$REST` the clauses without it. `copy` is the fix where the loop keeps every item as it is. `then` is the statement
after the loop, replaced too. Without `init` the result may have started anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...domain import Candidate, Pattern, Snapshot, Unit
from .guards import holds
from .match import Match
from .rewrite import Draft, candidate, written
from .rules import spoken_of, suspends, tests_already
from .source import FunctionNode, Source, extent, source_of
from .template import Capture, is_atom

if TYPE_CHECKING:
    from ast_grep_py import SgNode


Step = tuple[str, str, str]
"""A clause of a comprehension: "for" or "if", its text, and for a condition its opposite."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Loops and conditions around one statement. `steps` are comprehension clauses in order; `bound`, the targets."""

    steps: tuple[Step, ...] = ()
    bound: tuple[SgNode, ...] = ()
    first_iterable: SgNode | None = None
    leaf: SgNode | None = None
    other_leaf: SgNode | None = None
    choice: SgNode | None = None


class Accumulate:
    """Turns loops that build one result into expressions."""

    name = "accumulate"

    def propose(self, snapshot: Snapshot, unit: Unit, patterns: Sequence[Pattern]) -> Iterator[Candidate]:
        """For each pattern one candidate for all its loops in the unit, and one for each loop alone."""
        found = source_of(snapshot.text, unit)
        if found is None or found[0].scope(found[1]).opaque:
            return
        source, function = found
        chains = list(_chains(source, function))
        for pattern in patterns:
            rewrites: Any = pattern.spec.get("rewrites", ())
            for rewrite in rewrites:
                drafts = [draft for node, chain in chains for draft in _drafts(source, function, node, chain, rewrite)]
                for group in (drafts, *([draft] for draft in drafts if len(drafts) > 1)):
                    if group:
                        new = candidate(unit, pattern, group[0].match.at, source.text, written(source, group))
                        if new:
                            yield new


def _chains(source: Source, function: FunctionNode) -> Iterator[tuple[SgNode, Chain]]:
    for node in source.loops:
        if source.innermost(*extent(node)) is function and not suspends(node):
            chain = _descend(node, Chain())
            if chain:
                yield node, chain


def _descend(node: SgNode, chain: Chain) -> Chain | None:
    """The chain that begins at a statement, None where it is anything but loops and conditions around one thing."""
    kind = node.kind()
    if kind == "for_statement":
        return _into_loop(node, chain)
    if kind == "if_statement":
        return _into_condition(node, chain)
    return replace(chain, leaf=node) if chain.steps else None


def _into_loop(node: SgNode, chain: Chain) -> Chain | None:
    left, right, body = node.field("left"), node.field("right"), node.field("body")
    if node.field("alternative") or node.text().startswith("async") or not (left and right and body):
        return None
    step = ("for", f"for {left.text()} in {_closed(right)}", "")
    first = chain.first_iterable or right
    inside = replace(chain, steps=(*chain.steps, step), bound=(*chain.bound, left), first_iterable=first)
    return _into_block(body, inside)


def _into_condition(node: SgNode, chain: Chain) -> Chain | None:
    condition, body = node.field("condition"), node.field("consequence")
    other = node.field("alternative")
    if not (condition and body):
        return None
    if not other:
        return _into_block(body, replace(chain, steps=(*chain.steps, ("if", _closed(condition), negated(condition)))))
    block = other.field("body") if other.kind() == "else_clause" else None
    one, two = _only(body), _only(block) if block else None
    if not (one and two and chain.steps) or len(node.field_children("alternative")) > 1:
        return None
    return replace(chain, leaf=one, other_leaf=two, choice=condition)


def _into_block(block: SgNode, chain: Chain) -> Chain | None:
    """Through assignments and skips at the start of a block to the one thing it does."""
    *lead, last = [child for child in block.children() if child.is_named()]
    for statement in lead:
        step = _skip(statement) or _assignment(statement)
        if step is None or (_binds(step[0]) and any(map(_binds, chain.steps))):
            return None  # two bound names in one comprehension are faster than a loop, and harder to read
        chain = replace(chain, steps=(*chain.steps, step[0]), bound=(*chain.bound, *step[1]))
    return _descend(last, chain)


def _skip(statement: SgNode) -> tuple[Step, list[SgNode]] | None:
    """`if condition: continue` as the clause that keeps the rest."""
    condition, body = statement.field("condition"), statement.field("consequence")
    if statement.kind() != "if_statement" or statement.field("alternative") or not (condition and body):
        return None
    only = _only(body)
    if not only or only.kind() != "continue_statement":
        return None
    return ("if", negated(condition), _closed(condition)), []


def _assignment(statement: SgNode) -> tuple[Step, list[SgNode]] | None:
    """`name = value` as the clause that binds it, which the interpreter runs as an assignment."""
    inner = _only(statement) if statement.kind() == "expression_statement" else None
    if inner is None or inner.kind() != "assignment":
        return None
    left, right = inner.field("left"), inner.field("right")
    if not (left and right) or left.kind() != "identifier" or right.kind() in ("assignment", "expression_list"):
        return None
    return ("for", f"for {left.text()} in [{right.text()}]", ""), [left]


def _binds(step: Step) -> bool:
    return step[0] == "for" and " in [" in step[1] and step[1].endswith("]")


def _only(block: SgNode) -> SgNode | None:
    children = [child for child in block.children() if child.is_named()]
    return children[0] if len(children) == 1 else None


_NEGATIONS = {"in": "not in", "not in": "in", "is": "is not", "is not": "is"}


def negated(condition: SgNode) -> str:
    """The condition's opposite, written as a person would; never swaps `<` and `>=`, which NaN tells apart."""
    if condition.kind() == "not_operator":
        inner = condition.field("argument")
        if inner:
            return inner.text()
    if condition.kind() == "comparison_operator":
        children = condition.children()
        operator = " ".join(child.text() for child in children[1:-1])
        if len(children) == 3 and operator in ("in", "not in", "is", "is not"):
            return f"{children[0].text()} {_NEGATIONS[operator]} {children[-1].text()}"
    plain = condition.kind() in ("identifier", "call", "attribute", "subscript", "comparison_operator")
    return f"not {condition.text()}" if plain else f"not ({condition.text()})"


def _closed(node: SgNode) -> str:
    """An expression that may stand in a clause."""
    loose = ("conditional_expression", "lambda", "expression_list")
    return f"({node.text()})" if node.kind() in loose or "\n" in node.text() else node.text()


def _drafts(
    source: Source, function: FunctionNode, node: SgNode, chain: Chain, rewrite: Mapping[str, Any]
) -> Iterator[Draft]:
    caught = _leaf_captures(source, chain, rewrite["leaf"])
    if caught is None:
        return
    whole = _whole(source, node, rewrite, caught)
    if whole is None or (chain.choice and rewrite.get("choice") is False):
        return
    if chain.first_iterable:
        caught["IT"] = Capture(*extent(chain.first_iterable), chain.first_iterable.text())
    match = Match(source, source.scope(function), whole, caught, extent(node))
    fix = _fix(chain, caught, rewrite)
    if fix is None or spoken_of(fix) & source.bound or not _may_move(match, chain, rewrite["leaf"].count("$R")):
        return
    when = _condition(match, rewrite)
    if holds(match, rewrite.get("guards", ())) and not (when and tests_already(match, when)):
        imports = rewrite.get("imports", {})
        yield Draft(match, fix, imports=imports, when=when, texts=dict(_parts(chain)))


def _condition(match: Match, rewrite: Mapping[str, Any]) -> str | None:
    when: str | None = rewrite.get("when")
    return None if when and "sure" in rewrite and holds(match, rewrite["sure"]) else when


def _parts(chain: Chain) -> Iterator[tuple[str, str]]:
    clauses = [f"if {step[1]}" if step[0] == "if" else step[1] for step in chain.steps]
    yield "FOR", " ".join(clauses)
    if chain.first_iterable:
        yield "IT", _closed(chain.first_iterable)
    if chain.steps[-1][0] == "if":
        yield "C", chain.steps[-1][1]
        yield "N", chain.steps[-1][2]
        yield "REST", " ".join(clauses[:-1])


def _fix(chain: Chain, caught: Mapping[str, Capture], rewrite: Mapping[str, Any]) -> str | None:
    item = caught.get("E")
    kept = item and len(chain.steps) == 1 and item.text == chain.bound[0].text() and not chain.choice
    return rewrite["copy"] if kept and "copy" in rewrite else rewrite.get("fix")


def _leaf_captures(source: Source, chain: Chain, pattern: str) -> dict[str, Capture] | None:
    one = _caught(source, chain.leaf, pattern)
    if not chain.choice or one is None:
        return one
    two = _caught(source, chain.other_leaf, pattern)
    if two is None or any(one[name].text != two[name].text for name in one if name != "E") or "E" not in one:
        return None
    start, end = extent(chain.choice)[0], two["E"].end
    values = [text if is_atom(text) else f"({text})" for text in (one["E"].text, two["E"].text)]
    return {**one, "E": Capture(start, end, f"{values[0]} if {_closed(chain.choice)} else {values[1]}")}


def _caught(source: Source, node: SgNode | None, pattern: str) -> dict[str, Capture] | None:
    found = node.find(pattern=pattern) if node else None
    if not (node and found) or extent(found) != extent(node):
        return None
    caught = {}
    for name in ("R", "E", "K", "V", "M"):
        part = found.get_match(name)
        if part:
            caught[name] = Capture(*extent(part), source.text[slice(*extent(part))].replace("\r\n", "\n"))
    return caught


def _whole(
    source: Source, node: SgNode, rewrite: Mapping[str, Any], caught: dict[str, Capture]
) -> tuple[int, int] | None:
    """The range to replace: the loop, with the start of its result before it and the statement after it."""
    start, end = extent(node)
    if "init" in rewrite:
        before = node.prev()
        patterns = rewrite["init"] if isinstance(rewrite["init"], list) else [rewrite["init"]]
        if not before or not any(_begins(before, pattern, caught) for pattern in patterns):
            return None
        start = extent(before)[0]
    elif (before := node.prev()) and any(_begins(before, one, caught) for one in rewrite.get("not_after", ())):
        return None
    if "then" in rewrite:
        after = node.next()
        if not after or not after.matches(pattern=rewrite["then"]):
            return None
        end = extent(after)[1]
    return start, end


def _begins(statement: SgNode, pattern: str, caught: dict[str, Capture]) -> bool:
    found = statement.find(pattern=pattern)
    result = found.get_match("R") if found else None
    if not (found and result) or extent(found) != extent(statement) or result.text() != caught["R"].text:
        return False
    annotation = found.get_match("T")
    if annotation:
        caught["T"] = Capture(*extent(annotation), annotation.text())
    return True


def _may_move(match: Match, chain: Chain, mentions: int) -> bool:
    """Whether nobody can tell that the loop's names are no longer the function's."""
    scope = match.scope
    result = match.captures.get("R")
    if result is not None:
        uses = scope.uses(result.text, match.at)
        leaves = [leaf for leaf in (chain.leaf, chain.other_leaf) if leaf]
        if not scope.is_local(result.text) or len(uses) != mentions * len(leaves):
            return False
        if not holds(match, ["outside_try"]):
            return False
    for target in chain.bound:
        start, end = extent(target)
        match.captures["TARGET"] = Capture(start, end, target.text())
        if not holds(match, [{"dead_after": "TARGET"}]):
            return False
    return True
