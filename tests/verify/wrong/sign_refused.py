"""`isdigit` rejects what `int` takes: signs, surrounding spaces, underscores."""


def old(fields: list[str]) -> list[int]:
    numbers = []
    for field in fields:
        try:
            numbers.append(int(field))
        except ValueError:
            numbers.append(0)
    return numbers


def new(fields: list[str]) -> list[int]:
    return [int(field) if field.isdecimal() else 0 for field in fields]
