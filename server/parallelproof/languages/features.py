"""What code and plans look like, in figures: what is learnt from trials, without a word of the source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .python import syntax

if TYPE_CHECKING:
    from tree_sitter import Node

_LOOPS = frozenset({"for_statement", "while_statement"})
_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_KINDS = {
    "function_definition": "functions",
    "call": "calls",
    "if_statement": "branches",
    "conditional_expression": "branches",
    "try_statement": "tries",
    "subscript": "subscripts",
    "attribute": "attributes",
    "assignment": "assignments",
    "augmented_assignment": "updates",
    "comparison_operator": "comparisons",
    "binary_operator": "arithmetic",
    "string": "strings",
    "list": "lists",
    "set": "sets",
    "dictionary": "dictionaries",
    "lambda": "lambdas",
    "yield": "yields",
    "await": "awaits",
    "return_statement": "returns",
    "import_statement": "imports",
    "import_from_statement": "imports",
} | dict.fromkeys(_LOOPS, "loops") | dict.fromkeys(_COMPREHENSIONS, "comprehensions")  # fmt: skip

_SQL_WORDS = (
    "join", "where", "group by", "having", "order by", "limit", "offset", "distinct", "union", "intersect", "except",
    "with", "recursive", "lateral", "exists", "in", "or", "like", "ilike", "over", "between", "case", "cast", "count",
)  # fmt: skip
_SQL_HIDDEN = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", re.DOTALL)
_NODE = re.compile(
    r"Bitmap Heap Scan|Bitmap Index Scan|Index Only Scan|Index Scan|Seq Scan|CTE Scan|Function Scan|Subquery Scan|"
    r"Nested Loop|Hash (?:\w+ )?Join|Merge (?:\w+ )?Join|Incremental Sort|Sort|GroupAggregate|HashAggregate|Aggregate|"
    r"WindowAgg|Unique|Limit|Append|Merge Append|Memoize|Materialize|Gather Merge|Gather|SubPlan|InitPlan|JIT"
)


def features(language: str, source: str) -> dict[str, int]:
    """Counts for one unit: its size, and how often it does what."""
    counts = {"lines": source.count("\n") + 1, "chars": len(source)}
    if language == "python":
        return counts | _python(source)
    return counts | _sql(source) if language == "sql" else counts


def plan_features(plan: str) -> dict[str, int]:
    """How often a plan, as `EXPLAIN` writes it, has which kind of node."""
    return dict(Counter(re.sub(r" (?:\w+ )?Join", " Join", node) for node in _NODE.findall(plan)))


def _python(source: str) -> dict[str, int]:
    counts = Counter[str]()
    deepest = nested = parameters = 0
    called = set()
    for node, loops in _walk(syntax.parse(syntax.encode(source)).root_node):
        if kind := _KINDS.get(node.type):
            counts[kind] += 1
        if node.type == "call" and (function := node.child_by_field_name("function")):
            called.add(function.text)
            nested += loops > 0
        if node.type == "parameters":
            parameters = max(parameters, node.named_child_count)
        deepest = max(deepest, loops)
    return {
        **{kind: counts[kind] for kind in sorted(set(_KINDS.values()))},
        "deepest_loop": deepest, "calls_in_loops": nested, "different_calls": len(called), "parameters": parameters,
    }  # fmt: skip


def _walk(root: Node) -> Iterator[tuple[Node, int]]:
    """Every node, and how many loops it stands in, a comprehension being one for each `for`."""
    waiting = [(root, 0)]
    while waiting:
        node, loops = waiting.pop()
        if node.type in _LOOPS:
            loops += 1
        elif node.type in _COMPREHENSIONS:
            loops += sum(child.type == "for_in_clause" for child in node.children)
        yield node, loops
        waiting.extend((child, loops) for child in node.named_children)


def _sql(source: str) -> dict[str, int]:
    """By words, so that what no parser understands has figures too."""
    text = _SQL_HIDDEN.sub(" ", source).casefold()
    counts = {word.replace(" ", "_"): len(re.findall(rf"\b{word}\b".replace(" ", r"\s+"), text)) for word in _SQL_WORDS}
    return counts | {"selects": len(re.findall(r"\bselect\b", text)), "parentheses": text.count("(")}
