"""What was tried apart is put together, and a rewritten query gets indexes of its own."""

from __future__ import annotations

from dataclasses import replace

from parallelproof.domain import (
    DDL,
    Candidate,
    Column,
    Counterexample,
    Edit,
    Edits,
    Evidence,
    Failure,
    Measurement,
    NotBetter,
    Outcome,
    Schema,
    Setting,
    Snapshot,
    Span,
    Strategy,
    Table,
    Trial,
    Win,
)
from parallelproof.languages.sql.queries import queries
from parallelproof.optimize.queries.combining import again, combined, nearly

TEXT = (
    "-- name: late\nSELECT id FROM orders WHERE created_at::date = '2024-01-01';\n\nSELECT * FROM other WHERE x = 1;\n"
)
SNAPSHOT = Snapshot("file:///late.sql", 1, "sql", TEXT)
OLD = "created_at::date = '2024-01-01'"
NEW = "created_at >= '2024-01-01' AND created_at < '2024-01-02'"
START = TEXT.index(OLD)
REWRITE = Edits((Edit(Span(START, START + len(OLD)), NEW),))
BY_DATE = DDL(("CREATE INDEX a ON public.orders USING btree (created_at)",), ("DROP INDEX public.a",))
BY_STATUS = DDL(("CREATE INDEX a ON public.orders USING btree (status)",), ("DROP INDEX public.a",))
TABLE = Table(
    "public",
    "orders",
    "table",
    (
        Column("id", "bigint", False, 0.0, 100_000),
        Column("created_at", "timestamp without time zone", False, 0.0, 90_000),
        Column("note", "text", True, 0.0, 90_000),
    ),
    rows=100_000,
)
SCHEMA = Schema(180000, (TABLE,))
CANDIDATE = Candidate(queries(SNAPSHOT)[0].unit, None, Strategy.DATABASE, "rewrite", REWRITE, "A range.")


def won(change: Edits | DDL | Setting, ratio: float) -> Trial:
    outcome: Outcome = Win((Evidence("rows-equal", 1, "on this data"),), measured(ratio), "time")
    return Trial(replace(CANDIDATE, change=change), outcome if ratio > 1.1 else NotBetter(measured(ratio)))


def measured(ratio: float) -> Measurement:
    return Measurement(1.0, 1 / ratio, ratio, ratio, 3)


def test_a_rewrite_that_nearly_won_is_tried_with_each_index_that_did() -> None:
    found = combined([won(REWRITE, 0.9), won(BY_DATE, 3.0), won(BY_STATUS, 1.5)], SCHEMA)
    changes = [candidate.change for candidate in found]
    assert changes[:2] == [replace(BY_DATE, edits=REWRITE.edits), replace(BY_STATUS, edits=REWRITE.edits)]
    assert {candidate.depth for candidate in found} == {1}


def test_two_indexes_come_together_under_names_that_do_not_clash() -> None:
    trials = [won(BY_DATE, 3.0), won(BY_STATUS, 1.5)]
    assert combined(trials, SCHEMA) == [], "one index of a table is used, where it is read once"
    either = replace(CANDIDATE.unit, source="SELECT id FROM orders WHERE created_at < '2020-01-01' OR status = 'new'")
    (both,) = combined([replace(one, candidate=replace(one.candidate, unit=either)) for one in trials], SCHEMA)
    assert both.change == DDL(
        (
            "CREATE INDEX orders_created_at_idx ON public.orders USING btree (created_at)",
            "CREATE INDEX orders_status_idx ON public.orders USING btree (status)",
        ),
        ("DROP INDEX public.orders_status_idx", "DROP INDEX public.orders_created_at_idx"),
    )


def test_a_rewrite_that_did_not_end_may_have_wanted_an_index() -> None:
    unended = Trial(CANDIDATE, Failure("it does not end within 3 s"))
    (candidate,) = combined([unended, won(BY_DATE, 3.0)], SCHEMA)
    assert candidate.change == replace(BY_DATE, edits=REWRITE.edits)


def test_a_setting_may_go_with_a_rewrite() -> None:
    setting = Setting((("jit", "off"),))
    (candidate,) = combined([won(REWRITE, 2.0), won(setting, 1.2)], SCHEMA)
    assert candidate.change == replace(setting, edits=REWRITE.edits)


def test_what_was_slower_or_wrong_goes_with_nothing() -> None:
    wrong = Trial(CANDIDATE, Counterexample("$1 = 1", "1 row", "none"))
    assert combined([wrong, won(BY_DATE, 3.0)], SCHEMA) == []
    assert combined([won(REWRITE, 0.5), won(BY_DATE, 3.0)], SCHEMA) == []


def test_a_pair_that_was_tried_is_not_tried_again() -> None:
    pair = won(replace(BY_DATE, edits=REWRITE.edits), 9.0)
    assert combined([won(REWRITE, 2.0), won(BY_DATE, 3.0), pair], SCHEMA) == []


def test_a_rewritten_query_gets_the_indexes_that_its_new_words_can_use() -> None:
    found = again(SNAPSHOT, won(REWRITE, 0.9), SCHEMA)
    change = found[0].change
    assert isinstance(change, DDL)
    assert change.statements == (
        "CREATE INDEX orders_created_at_idx ON public.orders USING btree (created_at) INCLUDE (id)",
    )
    assert change.apply(TEXT) == TEXT.replace(OLD, NEW)
    assert {candidate.unit for candidate in found} == {CANDIDATE.unit}
    assert not any("other" in str(candidate.change) for candidate in found), "it is another query"


def test_only_a_rewrite_is_looked_at_again() -> None:
    assert again(SNAPSHOT, won(BY_DATE, 2.0), SCHEMA) == []


def test_rewrites_that_gained_nothing_alone_may_do_so_with_an_index_of_their_own() -> None:
    near, slower, better = won(REWRITE, 0.95), won(replace(REWRITE, edits=()), 0.5), won(BY_DATE, 1.0)
    unended = Trial(replace(CANDIDATE, depth=1), Failure("it is slower: it does not end within 3 s"))
    assert nearly([slower, near, better, unended]) == [near, unended]
    assert nearly([won(REWRITE, 2.0)]) == [], "a win was looked at again when it was one"
