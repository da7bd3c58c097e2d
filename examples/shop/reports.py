"""Reports for the people who run the shop."""

from __future__ import annotations


def as_csv(rows: list[tuple[str, int, int]]) -> str:
    """Sales as lines of "sku;quantity;cents"."""
    text = "sku;quantity;cents\n"
    for sku, quantity, cents in rows:
        text += sku + ";" + str(quantity) + ";" + str(cents) + "\n"
    return text


def sales_by_category(categories: list[str]) -> dict[str, int]:
    """How many sales each category had."""
    counts = {}
    for category in categories:
        counts[category] = categories.count(category)
    return counts


def moving_average(values: list[int], days: int) -> list[float]:
    """The average of each run of `days` values."""
    averages = []
    for start in range(len(values) - days + 1):
        averages.append(sum(values[start : start + days]) / days)
    return averages


def best_days(revenue: list[int], count: int) -> list[int]:
    """The greatest daily revenues, the best first."""
    best = []
    for place in range(min(count, len(revenue))):
        best.append(sorted(revenue, reverse=True)[place])
    return best


def largest_rise(revenue: list[int]) -> int:
    """The most that revenue rose from a day to any later one; 0 if it never did."""
    rise = 0
    for i in range(len(revenue)):
        for j in range(i + 1, len(revenue)):
            if revenue[j] - revenue[i] > rise:
                rise = revenue[j] - revenue[i]
    return rise


def summary(revenue: dict[str, int]) -> str:
    """One line for each month."""
    return "\n".join(f"{month}: {cents / 100:,.2f}" for month, cents in sorted(revenue.items()))
