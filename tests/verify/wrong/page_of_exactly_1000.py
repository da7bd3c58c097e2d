"""A length of exactly 1000 fills one page; the formula gives a second, empty one."""


def old(length: int) -> int:
    if length < 0 or length > 100_000:
        return 0
    pages = 0
    while length > 0:
        length -= 1000
        pages += 1
    return pages


def new(length: int) -> int:
    if length <= 0 or length > 100_000:
        return 0
    return length // 1000 + 1
