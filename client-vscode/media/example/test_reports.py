"""Calls that are seen here are tried on every candidate."""

from reports import listing, missing, unique


def test_unique():
    assert unique(["ada", "bob", "ada"]) == ["ada", "bob"]
    assert len(unique([f"customer {number}" for number in range(400)] * 2)) == 400


def test_missing():
    assert missing([3, 1, 2], [2, 3]) == [1]
    assert len(missing(list(range(0, 1500, 2)), list(range(0, 1500, 3)))) == 500


def test_listing():
    assert listing(["one", "two"]) == "one\ntwo\n"
