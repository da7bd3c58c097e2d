"""`//` rounds towards minus infinity, `int(x / y)` towards zero: negative offsets land one page off."""


def old(offset: int) -> int:
    page = offset // 50
    return page


def new(offset: int) -> int:
    return int(offset / 50)
