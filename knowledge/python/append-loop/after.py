def squares_of_even(values):
    result = [value * value for value in values if value % 2 == 0]  # squared
    return result


def copied(values):
    out = list(values)
    return out


def pairs(left, right):
    # every pair that differs
    found = [(a, b) for a in left for b in right if not a == b]
    return found


def signs(values: list[int]) -> list[str]:
    out: list[str] = ["-" if value < 0 else "+" for value in values]
    return out


def with_header(rows):
    lines = ["header"]
    lines.extend([text + ";" for row in rows for text in [str(row).strip()]])
    return lines
