"""Outcomes are the same after a stay in the cache, also in one that an older version filled."""

from __future__ import annotations

import json

from parallelproof.domain import DatabaseCost, Evidence, Measurement, NotBetter, PlanNode, SizePoint, Win
from parallelproof.optimize.outcomes import from_json, to_json

LEAF = PlanNode("Index Scan", "orders", "orders_pkey", 2, 2, 6)
COST = DatabaseCost(
    9, 3, 100, 2, 0.2, 0.1, "Sort", "Index Scan", None, None, None, PlanNode("Sort", None, None, 2, 1, 6, 0.3, (LEAF,))
)
MEASURED = Measurement(
    0.2,
    0.1,
    2.0,
    1.9,
    3,
    10,
    (SizePoint(10, 0.2, 0.1, 2.0),),
    "O(n²)",
    "O(n)",
    10,
    20,
    (0.2, 0.2),
    (0.1, 0.1),
    None,
    COST,
)


def test_an_outcome_is_the_same_after_a_stay_in_the_cache():
    for outcome in (Win((Evidence("rows-equal", 3, "on this data"),), MEASURED, "time"), NotBetter(MEASURED)):
        assert from_json(json.loads(json.dumps(to_json(outcome)))) == outcome


def test_one_that_was_kept_before_samples_and_trees_were_can_still_be_read():
    value = json.loads(json.dumps(to_json(NotBetter(MEASURED))))
    for of, gone in ((value["measurement"], "samples_s"), (value["measurement"]["database"], "tree")):
        for side in ("baseline", "candidate"):
            del of[f"{side}_{gone}"]
    read = from_json(value)
    assert isinstance(read, NotBetter) and read.measurement.ratio == 2.0
    assert read.measurement.candidate_samples_s == () and read.measurement.database.candidate_tree is None
