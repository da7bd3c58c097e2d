def squares_of_even(values):
    result = []
    for value in values:
        if value % 2 == 0:
            result.append(value * value)  # squared
    return result


def copied(values):
    out = list()
    for value in values:
        out.append(value)
    return out


def pairs(left, right):
    found = []
    # every pair that differs
    for a in left:
        for b in right:
            if a == b:
                continue
            found.append((a, b))
    return found


def signs(values: list[int]) -> list[str]:
    out: list[str] = []
    for value in values:
        if value < 0:
            out.append("-")
        else:
            out.append("+")
    return out


def with_header(rows):
    lines = ["header"]
    for row in rows:
        text = str(row).strip()
        lines.append(text + ";")
    return lines
