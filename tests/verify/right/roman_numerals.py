"""The pairs of letters are the same; the result is joined at the end."""

_LETTERS = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"))
_SMALL = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def old(number: int) -> str:
    if not 0 < number < 4000:
        raise ValueError(f"no Roman numeral for {number}")
    roman = ""
    for value, letters in _LETTERS + _SMALL:
        while number >= value:
            roman += letters
            number -= value
    return roman


def new(number: int) -> str:
    if not 0 < number < 4000:
        raise ValueError(f"no Roman numeral for {number}")
    parts = []
    for value, letters in _LETTERS + _SMALL:
        count, number = divmod(number, value)
        parts.append(letters * count)
    return "".join(parts)
