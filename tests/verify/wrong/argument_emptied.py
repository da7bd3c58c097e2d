"""Popping from the stack that was passed in leaves the caller with an empty list."""


def old(stack: list[int]) -> int:
    rest = stack
    total = 0
    while rest:
        total = total * 10 + rest[-1]
        rest = rest[:-1]
    return total


def new(stack: list[int]) -> int:
    total = 0
    while stack:
        total = total * 10 + stack.pop()
    return total
