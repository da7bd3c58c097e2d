"""When both arguments are the same list, clearing the target empties the source."""


def old(target: list[int], source: list[int]) -> None:
    copied = list(source)
    while target:
        target.pop()
    for value in copied:
        target.append(value)


def new(target: list[int], source: list[int]) -> None:
    target.clear()
    target.extend(source)
