"""Numbers of orders and vouchers."""

from __future__ import annotations


def smallest_divisor(number: int) -> int:
    """The smallest divisor above 1; voucher numbers must be their own."""
    for divisor in range(2, number):
        if number % divisor == 0:
            return divisor
    return number


def voucher_numbers(first: int, count: int) -> list[int]:
    """The next `count` valid voucher numbers from `first`."""
    numbers: list[int] = []
    number = max(first, 2)
    while len(numbers) < count:
        if smallest_divisor(number) == number:
            numbers.append(number)
        number += 1
    return numbers


def check_digit(digits: str) -> int:
    """The last digit of a thirteen-digit article number."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:12]))
    return (10 - total % 10) % 10
