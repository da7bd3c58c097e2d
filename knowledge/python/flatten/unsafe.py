def deeper(rows):
    out = []
    for row in rows:
        for value in row:
            out.append(value + 1)
    return out


def only_some(rows):
    return [cell for row in rows for cell in row if cell]


def last_row(rows):
    out = []
    for row in rows:
        out.extend(row)
    return out, row


def numbers(values):
    return sum(values, [])
