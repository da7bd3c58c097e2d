"""A plan as EXPLAIN gives it, as a tree that is small enough to keep and to look at."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from ..domain import PlanNode

_MOST = 100
"""Nodes of a tree; a scan of a thousand partitions has more."""


def tree(root: Mapping[str, Any], time_ms: float | None = None) -> PlanNode:
    """The nodes nearest to the root, no more than a hundred; `time_ms` is the root's."""
    return _node(root, _kept(root), time_ms)


def _kept(root: Mapping[str, Any]) -> frozenset[int]:
    """Identities of the nodes that are kept, level by level."""
    kept, waiting = {id(root)}, deque([root])
    while waiting:
        children = waiting.popleft().get("Plans", [])[: _MOST - len(kept)]
        kept.update(map(id, children))
        waiting.extend(children)
    return frozenset(kept)


def _node(node: Mapping[str, Any], kept: frozenset[int], time_ms: float | None = None) -> PlanNode:
    children = node.get("Plans", [])
    listed = tuple(_node(child, kept) for child in children if id(child) in kept)
    loops = round(node.get("Actual Loops", 1))
    return PlanNode(
        type=_type(node),
        relation=node.get("Relation Name") or node.get("CTE Name") or node.get("Function Name"),
        index=node.get("Index Name"),
        rows=round(float(node.get("Actual Rows", 0)) * loops),
        loops=loops,
        blocks=int(node.get("Shared Hit Blocks", 0) + node.get("Shared Read Blocks", 0)),
        time_ms=time_ms,
        children=listed,
        omitted=len(children) - len(listed),
    )


def _type(node: Mapping[str, Any]) -> str:
    """What Postgres calls it as text: "Hash Left Join", "Parallel Seq Scan", "HashAggregate"."""
    name: str = node["Node Type"]
    join = node.get("Join Type", "Inner")
    if join != "Inner":
        name = name.replace("Join", f"{join} Join") if "Join" in name else f"{name} {join} Join"
    if name == "Aggregate":
        name = {"Hashed": "HashAggregate", "Sorted": "GroupAggregate", "Mixed": "MixedAggregate"}.get(
            node.get("Strategy", ""), name
        )
    return f"Parallel {name}" if node.get("Parallel Aware") else name
