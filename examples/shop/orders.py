"""Orders: finding them, joining them with customers, and spotting the ones that need attention."""

from __future__ import annotations

from shop.model import Order


def with_customers(orders: list[dict[str, str]], customers: list[dict[str, str]]) -> list[tuple[str, str]]:
    """The number of each order with the name of the customer who placed it."""
    result = []
    for order in orders:
        for customer in customers:
            if customer["id"] == order["customer"]:
                result.append((order["number"], customer["name"]))
    return result


def repeated_numbers(numbers: list[str]) -> list[str]:
    """Order numbers that were entered more than once, each of them once, in the order in which they reappeared."""
    seen = []
    repeated = []
    for number in numbers:
        if number in seen:
            if number not in repeated:
                repeated.append(number)
        else:
            seen.append(number)
    return repeated


def unshipped(numbers: list[str], shipped: list[str]) -> list[str]:
    """The order numbers that the carrier has not confirmed yet."""
    return [number for number in numbers if number not in shipped]


def distinct_customers(orders: list[dict[str, str]]) -> list[str]:
    """Every customer with an order, in the order of their first one."""
    customers = []
    for order in orders:
        if order["customer"] not in customers:
            customers.append(order["customer"])
    return customers


def revenue_cents(orders: list[Order]) -> int:
    """What the shipped orders bring in."""
    return sum(order.total_cents() for order in orders if order.shipped)


def by_customer(orders: list[Order]) -> dict[str, list[Order]]:
    """Orders grouped by customer."""
    groups: dict[str, list[Order]] = {}
    for order in orders:
        groups.setdefault(order.customer, []).append(order)
    return groups
