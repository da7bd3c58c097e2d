"""The loop started from 0 and never went below; `max` of only negative numbers does."""


def old(profits: list[int]) -> int:
    best = 0
    for profit in profits:
        if profit > best:
            best = profit
    return best


def new(profits: list[int]) -> int:
    return max(profits, default=0)
