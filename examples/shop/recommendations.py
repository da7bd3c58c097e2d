"""What else a customer may like."""

from __future__ import annotations

from collections import Counter


def likeness(one: list[str], other: list[str]) -> float:
    """Share of products that two customers have in common, from 0 to 1."""
    common = 0
    for sku in one:
        if sku in other:
            common += 1
    return common / max(len(one), len(other), 1)


def pairs_within_budget(prices: list[int], budget: int) -> int:
    """How many pairs of products can be bought together for exactly the budget."""
    count = 0
    for i in range(len(prices)):
        for j in range(i + 1, len(prices)):
            if prices[i] + prices[j] == budget:
                count += 1
    return count


def flatten(baskets):
    """All products of all baskets in one list."""
    products = []
    for basket in baskets:
        products = products + basket
    return products


def popular(baskets: list[list[str]], count: int) -> list[str]:
    """The products that are in most baskets, the most popular first."""
    counts = Counter(sku for basket in baskets for sku in basket)
    return [sku for sku, _ in counts.most_common(count)]


def never_bought(catalogue: list[str], bought: set[str]) -> list[str]:
    """Products that nobody has bought yet."""
    return [sku for sku in catalogue if sku not in bought]
