"""The value of a sum such as 8-3+2."""


def old(text: str) -> int:
    total = 0
    sign = 1
    number = ""
    for c in text:
        if c == " ":
            continue
        if c in "+-":
            total += sign * int(number)
            sign = 1 if c == "+" else -1
            number = ""
        else:
            number += c
    return total + sign * int(number)


def new(text: str) -> int:
    total = 0
    for part in text.replace(" ", "").replace("-", "+-").split("+"):
        total += int(part)
    return total
