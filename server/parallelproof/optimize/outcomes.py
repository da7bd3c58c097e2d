"""Outcomes as JSON values and back, for the cache."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..domain import (
    Counterexample,
    DatabaseCost,
    Evidence,
    Failure,
    Measurement,
    NotBetter,
    Outcome,
    PlanNode,
    SizePoint,
    Unconfirmed,
    Win,
)


def to_json(outcome: Outcome) -> dict[str, Any]:
    """A JSON object with the outcome's kind."""
    return {"kind": type(outcome).__name__, **asdict(outcome)}


def from_json(value: dict[str, Any]) -> Outcome:
    """The outcome that `to_json` wrote. Raises KeyError or TypeError for anything else."""
    kind = value.pop("kind")
    if kind in ("Win", "Unconfirmed", "NotBetter"):
        measurement = _measurement(value["measurement"])
        if kind == "NotBetter":
            return NotBetter(measurement)
        evidence = tuple(Evidence(**entry) for entry in value["evidence"])
        if kind == "Unconfirmed":
            return Unconfirmed(evidence, measurement, value["reason"])
        return Win(evidence, measurement, value["gain"], value["notable"])
    return Counterexample(**value) if kind == "Counterexample" else Failure(**value)


def _measurement(value: dict[str, Any]) -> Measurement:
    sizes = tuple(SizePoint(**point) for point in value.pop("sizes"))
    value |= {key: tuple(value.get(key, ())) for key in ("baseline_samples_s", "candidate_samples_s")}
    cost = value.pop("database", None)
    return Measurement(sizes=sizes, database=_cost(cost) if cost else None, **value)


def _cost(value: dict[str, Any]) -> DatabaseCost:
    return DatabaseCost(**value | {key: _tree(value.get(key)) for key in ("baseline_tree", "candidate_tree")})


def _tree(value: dict[str, Any] | None) -> PlanNode | None:
    if value is None:
        return None
    children = tuple(node for child in value.pop("children") if (node := _tree(child)))
    return PlanNode(children=children, **value)
