"""Adding all debits and then all credits is the same sum in another order, so the last bits differ."""


def old(entries: list[tuple[float, float]]) -> float:
    balance = 0.0
    for debit, credit in entries:
        balance += debit
        balance += credit
    return balance


def new(entries: list[tuple[float, float]]) -> float:
    balance = 0.0
    for debit, _ in entries:
        balance += debit
    for _, credit in entries:
        balance += credit
    return balance
