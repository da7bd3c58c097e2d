"""A plan and what it cost, read from EXPLAIN (ANALYZE, BUFFERS)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..domain import PlanNode
from ..postgres import Connection
from ..postgres.statements import Value, fetch
from .plan_tree import tree

_LINES = 6
_PASSED_OVER = frozenset({"Hash", "Materialize", "Result", "Subquery Scan", "Gather", "Gather Merge", "Memoize"})
"""Nodes that say little of why a plan costs what it costs."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run cost: `rows` read by all scans, shared `blocks` hit and read, wall seconds.

    `text` and `tree` say how; what did not end has no tree.
    """

    rows: int
    blocks: int
    temp_blocks: int
    seconds: float
    text: str
    tree: PlanNode | None = None


async def explain(connection: Connection, sql: str, values: Sequence[Value] = ()) -> Plan:
    """Run a statement and say what it cost; what it writes stays in the transaction. Raises DatabaseError."""
    query = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}"
    ((found,),) = await fetch(connection, query, values)
    return read(found[0])


def read(found: Mapping[str, Any]) -> Plan:
    """The plan that EXPLAIN gives as JSON."""
    root = found["Plan"]
    return Plan(
        rows=sum(_read_by(node) for node, _ in _nodes(root)),
        blocks=int(root.get("Shared Hit Blocks", 0) + root.get("Shared Read Blocks", 0)),
        temp_blocks=int(root.get("Temp Read Blocks", 0) + root.get("Temp Written Blocks", 0)),
        seconds=(found.get("Execution Time", 0.0) + found.get("Planning Time", 0.0)) / 1000,
        text=_text(root),
        tree=tree(root, found.get("Execution Time")),
    )


def _nodes(node: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[Mapping[str, Any], int]]:
    yield node, depth
    for child in node.get("Plans", ()):
        yield from _nodes(child, depth + 1)


def _read_by(node: Mapping[str, Any]) -> int:
    """Rows that a scan took from its table, kept or not."""
    if "Scan" not in node["Node Type"] or node["Node Type"] in ("Subquery Scan", "CTE Scan", "WorkTable Scan"):
        return 0
    if node["Node Type"] == "Bitmap Index Scan":
        return 0  # the heap scan above it counts them
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return round(float(node.get("Actual Rows", 0) + removed) * float(node.get("Actual Loops", 1)))


def _text(root: Mapping[str, Any]) -> str:
    """The nodes that matter, a line each, inner ones moved in; where there are too many, the costly ones."""
    shown = [(node, depth) for node, depth in _nodes(root) if node["Node Type"] not in _PASSED_OVER]
    shown = shown or [(root, 0)]
    if len(shown) > _LINES:
        costly = sorted(range(len(shown)), key=lambda place: -_own_cost(shown[place][0]))[: _LINES - 1]
        left = len(shown) - len(costly)
        shown = [shown[place] for place in sorted(costly)]
        return "\n".join([*_lines(shown), f"and {left} more"])
    return "\n".join(_lines(shown))


def _own_cost(node: Mapping[str, Any]) -> float:
    blocks = _blocks(node) - sum(_blocks(child) for child in node.get("Plans", ()))
    return blocks * 50 + float(node.get("Actual Rows", 0)) * float(node.get("Actual Loops", 1)) + _read_by(node)


def _blocks(node: Mapping[str, Any]) -> float:
    return float(node.get("Shared Hit Blocks", 0) + node.get("Shared Read Blocks", 0))


def _lines(shown: Sequence[tuple[Mapping[str, Any], int]]) -> Iterator[str]:
    depths = sorted({depth for _, depth in shown})
    for node, depth in shown:
        yield "  " * depths.index(depth) + _line(node)


def _line(node: Mapping[str, Any]) -> str:
    name = " ".join(
        filter(None, (node.get("Join Type", "") if node.get("Join Type") != "Inner" else "", node["Node Type"]))
    )
    if "Index Name" in node:
        name += f" using {node['Index Name']}"
    if "Relation Name" in node:
        name += f" on {node['Relation Name']}"
    loops = round(node.get("Actual Loops", 1))
    rows = round(node.get("Actual Rows", 0) * max(1, loops))
    said = [f"{rows:,} row{'' if rows == 1 else 's'}"]
    if removed := round(node.get("Rows Removed by Filter", 0) * max(1, loops)):
        said.append(f"{removed:,} thrown away")
    if loops > 1:
        said.append(f"{loops:,} times")
    if node.get("Sort Space Type") == "Disk":
        said.append("on disk")
    return f"{name}: {', '.join(said)}" if loops else f"{name}: never run"
