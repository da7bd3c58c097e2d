"""The slice is read before it is written, so both arguments may be the same list."""


def old(target: list[int], source: list[int]) -> None:
    copied = list(source)
    while target:
        target.pop()
    for value in copied:
        target.append(value)


def new(target: list[int], source: list[int]) -> None:
    target[:] = source
