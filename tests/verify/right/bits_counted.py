"""`bit_count` counts the ones of the absolute value, as the text after the sign shows them."""


def old(number: int) -> int:
    ones = 0
    for digit in bin(number):
        if digit == "1":
            ones += 1
    return ones


def new(number: int) -> int:
    return number.bit_count()
