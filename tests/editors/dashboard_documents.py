"""Documents of campaigns of any size, as `report.schema.json` says, for the dashboard: made up, always the same."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

STRATEGIES = ("algorithmic", "data-structure", "database", "caching", "memory", "vectorization", "builtin")
OUTCOMES = ("win", "not-better", "counterexample", "failed", "win", "not-better", "candidate", "not-better")
BEFORE = """\
def common{at}(wanted: list[int], stock: list[int]) -> list[int]:
    found = []
    for article in wanted:
        if article in stock:
            found.append(article)
    return found
"""
AFTER = BEFORE.replace("    found = []\n", "    stock = set(stock)\n    found = []\n")
QUERY = "SELECT name FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE total > 100)"
SIZES = (10, 30, 100, 300, 1000, 3000)


def document(units: int, trials: int = 1) -> Json:
    """A whole campaign."""
    made = [unit(at, trials) for at in range(units)]
    every = [trial["outcome"] for one in made for trial in one["trials"]]
    return {
        "version": 1,
        "units": made,
        "untried": [{"path": "shop/orders.py", "name": "late", **_idea(0)}],
        "summary": {
            "units": units, "trials": len(every), "wins": every.count("win"),
            "counterexamples": every.count("counterexample"), "not_better": every.count("not-better"),
            "failed": every.count("failed"), "candidates": every.count("candidate"), "elapsed_s": 83.2, "files": 13,
            "interrupted": False, "failures": [{"path": "shop/broken.py", "reason": "line 3 is no Python"}],
            "notes": ["The sandbox has no bubblewrap here, so it is weaker."],
        },
    }  # fmt: skip


def unit(at: int, trials: int = 1) -> Json:
    """A function, and every tenth a query, with its trials."""
    is_query = at % 10 == 9
    made = [trial(at + index, at, is_query) for index in range(trials)]
    wins = [index for index, one in enumerate(made) if one["outcome"] == "win"]
    lines = BEFORE.count("\n")
    return {
        "path": f"shop/{'queries.sql' if is_query else 'orders.py'}",
        "name": name(at),
        "language": "sql" if is_query else "python",
        "span": {"start_line": 1 + at * lines, "end_line": (1 + at) * lines},
        "before": QUERY if is_query else BEFORE.format(at=at),
        "best": wins[0] if wins else None,
        "refused": None,
        "trials": made,
    }


def name(at: int) -> str:
    """What a unit is called."""
    return f"query_{at}" if at % 10 == 9 else f"common{at}"


def trial(at: int, of: int, is_query: bool) -> Json:
    """A trial of the unit `of`: what comes of it follows from its number."""
    outcome = OUTCOMES[at % len(OUTCOMES)]
    return {
        **_idea(at),
        "outcome": outcome,
        "gain": "time" if outcome == "win" else None,
        "notable": True if outcome == "win" else None,
        **_figures(at, outcome, is_query),
        "evidence": _EVIDENCE if outcome == "win" else [],
        "counterexample": _COUNTEREXAMPLE if outcome == "counterexample" else None,
        "explanation": "Membership in a set takes one step, in a list as many as it is long.",
        "change": _INDEX if is_query else {"kind": "edits", "edits": []},
        "diff": "" if is_query else _diff(of),
        **({} if is_query else {"after": AFTER.format(at=of)}),
        "reason": None if outcome == "win" else _REASONS[outcome],
    }


def _idea(at: int) -> Json:
    return {"strategy": STRATEGIES[at % len(STRATEGIES)], "proposer": "rules", "pattern": "membership-in-list"}


def _figures(at: int, outcome: str, is_query: bool) -> Json:
    if outcome in ("counterexample", "failed"):
        names = ("speedup", "speedup_low", "n", "pairs", "baseline_s", "candidate_s", "samples", "growth", "fits")
        return {**dict.fromkeys(names), "sizes": [], "peak_bytes": None, "database": None, "plans": None}
    faster = 3 + at % 40 if outcome != "not-better" else 0.97
    slow = [3e-9 * n * n for n in SIZES]
    fast = [s / max(1, faster * n / SIZES[-1]) for s, n in zip(slow, SIZES, strict=True)]
    return {
        "speedup": faster, "speedup_low": faster * 0.93, "n": SIZES[-1], "pairs": 40,
        "baseline_s": slow[-1], "candidate_s": fast[-1],
        "samples": {"baseline_s": _spread(slow[-1], at), "candidate_s": _spread(fast[-1], at + 7)},
        "sizes": [{"n": n, "speedup": s / f, "baseline_s": s, "candidate_s": f}
                  for n, s, f in zip(SIZES, slow, fast, strict=True)],
        "growth": ["O(n²)", "O(n)"],
        "fits": {"baseline": {"label": "O(n²)", "exponent": 2.0, "seconds": slow},
                 "candidate": {"label": "O(n)", "exponent": 1.02, "seconds": fast}},
        "peak_bytes": [61440, 94208],
        "database": _COST if is_query else None,
        "plans": {"before": _node("Nested Loop", None, 9000, [_SCAN, _node("Seq Scan", "orders", 8000, [])]),
                  "after": _node("Hash Semi Join", None, 900, [_SCAN])} if is_query else None,
    }  # fmt: skip


def _spread(middle: float, seed: int) -> list[float]:
    """Forty times around a median, longer to the right, as real ones are."""
    return [middle * (0.97 + 0.14 * ((seed * 31 + at * 17) % 41 / 41) ** 2) for at in range(40)]


def _node(kind: str, relation: str | None, blocks: int, children: list[Json]) -> Json:
    index = "customers_pkey" if relation == "customers" else None
    time_ms = None if relation else 41.5
    return {"type": kind, "relation": relation, "index": index, "rows": 300, "loops": 1, "time_ms": time_ms,
            "blocks": blocks, "omitted": 0, "children": children}  # fmt: skip


def _diff(at: int) -> str:
    start = 1 + at * BEFORE.count("\n")
    head = f"--- a/shop/orders.py\n+++ b/shop/orders.py\n@@ -{start},3 +{start},4 @@\n"
    first, *rest = BEFORE.format(at=at).splitlines()[:3]
    return f"{head} {first}\n+    stock = set(stock)\n" + "".join(f" {line}\n" for line in rest)


_SCAN = _node("Index Only Scan", "customers", 40, [])
_EVIDENCE = [
    {"kind": "replayed", "count": 12, "how": "calls from tests/test_orders.py"},
    {"kind": "sampled", "count": 202, "how": "calls generated from how the parameters are used"},
]
_COUNTEREXAMPLE = {"call": "common([3, 3], [3])", "expected": "[3, 3]", "actual": "[3]"}
_COST = {"blocks": [9000, 900], "rows_read": [100000, 300], "wall_s": [0.0415, 0.0021],
         "plans": ["Nested Loop", "Hash Semi Join"], "index_bytes": 2_400_000, "write_ratio": 1.04}  # fmt: skip
_INDEX = {"kind": "ddl", "statements": ["CREATE INDEX orders_total ON orders (total)"],
          "undo": ["DROP INDEX orders_total"], "edits": []}  # fmt: skip
_REASONS = {
    "not-better": "the gain's lower bound is 0.95",
    "counterexample": "common([3, 3], [3]) gives [3] instead of [3, 3]",
    "failed": "no inputs could be made for it",
    "candidate": "the fork holds a tenth of the rows",
}
