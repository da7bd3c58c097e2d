"""The doubled digits from a table."""

DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def old(number: str) -> bool:
    total = 0
    for i, ch in enumerate(reversed(number)):
        digit = int(ch)
        if i % 2 == 1:
            digit *= 2
            if digit > 9:
                digit -= 9
        total += digit
    return total % 10 == 0


def new(number: str) -> bool:
    digits = [int(ch) for ch in reversed(number)]
    total = sum(digits[::2]) + sum([DOUBLED[digit] for digit in digits[1::2]])
    return total % 10 == 0
