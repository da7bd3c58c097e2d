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


def given_away(values: list[int]) -> list[list[int]]:
    return [sorted(values) for _ in values]
