"""`accumulate` from 0 gives the running totals after the 0 itself."""

from itertools import accumulate


def old(deposits: list[int]) -> list[int]:
    balances = []
    balance = 0
    for deposit in deposits:
        balance = balance + deposit
        balances.append(balance)
    return balances


def new(deposits: list[int]) -> list[int]:
    return list(accumulate(deposits, initial=0))[1:]
