"""The line that was printed for each skipped value is gone."""


def old(values: list[int]) -> list[int]:
    kept = []
    for value in values:
        if value < 0:
            print("skipping", value)
            continue
        kept.append(value)
    return kept


def new(values: list[int]) -> list[int]:
    return [value for value in values if value >= 0]
