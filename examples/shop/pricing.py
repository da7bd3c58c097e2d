"""Prices, discounts and change."""

from __future__ import annotations

TIERS = ((100_000, 15), (50_000, 10), (20_000, 5), (0, 0))


def shipping_cents(country: str) -> int:
    """What a parcel to a country costs."""
    if country == "AT":
        return 450
    elif country == "BE":
        return 520
    elif country == "CH":
        return 990
    elif country == "CZ":
        return 610
    elif country == "DE":
        return 390
    elif country == "DK":
        return 680
    elif country == "FR":
        return 560
    elif country == "IT":
        return 640
    elif country == "NL":
        return 480
    elif country == "PL":
        return 590
    else:
        return 1490


def ways_to_pay(cents: int, coins: tuple[int, ...]) -> int:
    """In how many ways an amount can be paid with coins of these values."""
    if cents == 0:
        return 1
    if cents < 0 or not coins:
        return 0
    return ways_to_pay(cents - coins[0], coins) + ways_to_pay(cents, coins[1:])


def basket_cents(prices: list[int], quantities: list[int]) -> int:
    """The total of a basket."""
    total = 0
    for i in range(len(prices)):
        total += prices[i] * quantities[i]
    return total


def discount_percent(total_cents: int) -> int:
    """The discount for an order of this size."""
    for floor, percent in TIERS:
        if total_cents >= floor:
            return percent
    return 0


def parse_price(text: str) -> int:
    """Cents from a price such as "12.50" or "7"."""
    whole, _, fraction = text.strip().partition(".")
    return int(whole) * 100 + int((fraction + "00")[:2])
