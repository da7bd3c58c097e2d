"""Outcomes as JSON values and back, for the cache."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..domain import Counterexample, Evidence, Failure, Measurement, NotBetter, Outcome, SizePoint, Win


def to_json(outcome: Outcome) -> dict[str, Any]:
    """A JSON object with the outcome's kind."""
    return {"kind": type(outcome).__name__, **asdict(outcome)}


def from_json(value: dict[str, Any]) -> Outcome:
    """The outcome that `to_json` wrote. Raises KeyError or TypeError for anything else."""
    kind = value.pop("kind")
    if kind in ("Win", "NotBetter"):
        measured = value["measurement"]
        sizes = tuple(SizePoint(**point) for point in measured.pop("sizes"))
        measurement = Measurement(sizes=sizes, **measured)
        if kind == "NotBetter":
            return NotBetter(measurement)
        evidence = tuple(Evidence(**entry) for entry in value["evidence"])
        return Win(evidence, measurement, value["gain"], value["notable"])
    return Counterexample(**value) if kind == "Counterexample" else Failure(**value)
