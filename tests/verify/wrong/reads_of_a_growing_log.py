"""The totals of each account after its entries, with a fee per hundred entries."""


def old(entries: list[tuple[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    seen: dict[str, int] = {}
    for account, amount in entries:
        totals[account] = totals.get(account, 0) + amount
        seen[account] = seen.get(account, 0) + 1
        if seen[account] % 100 == 0:
            totals[account] -= 5
    return totals


def new(entries: list[tuple[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for account, amount in entries:
        totals[account] = totals.get(account, 0) + amount
    fees = len(entries) // 100
    if fees:
        for account in totals:
            mine = sum(1 for a, _ in entries if a == account)
            totals[account] -= 5 * (mine >= 100)
    return totals
