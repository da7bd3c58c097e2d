def by_another_key(rows):
    result = []
    for row in rows:
        if row[0] not in result:
            result.append(row)
    return result


def keeps_both(values, result):
    for value in values:
        if value not in result:
            result.append(value)
    return result


def from_a_stream(values):
    result = []
    for value in iter(values):
        if value not in result:
            result.append(value)
    return result
