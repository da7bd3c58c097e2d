def shrinks(values):
    removed = []
    while values:
        removed.append(max(values))
        values.remove(max(values))
    return removed


def of_each_row(rows):
    return [max(row) for row in rows]


def once(values):
    return max(values)


def not_looped_over(values, others):
    return [other / max(values) for other in others]


def may_be_empty(values: list[int], others: list[int]) -> list[int]:
    found = []
    for other in others:
        values = [value for value in values if value > other]
        found.append(max(values))
    return found


def given_away(values: list[int]) -> list[list[int]]:
    return [sorted(values) for _ in values]
