from __future__ import annotations

from shop import queries


def test_each_query_has_its_name_and_parameters() -> None:
    text = "-- name: one\n-- What it is.\nSELECT 1;\n\n-- name: two\nSELECT id::text FROM orders WHERE id = :order;\n"
    assert queries.parse(text) == {
        "one": "-- What it is.\nSELECT 1;",
        "two": "SELECT id::text FROM orders WHERE id = %(order)s;",
    }
