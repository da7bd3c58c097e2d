"""A `map` object has no length and can be read once."""


def old(names: list[str]) -> list[str]:
    shouted = []
    for name in names:
        shouted.append(name.upper())
    return shouted


def new(names: list[str]) -> list[str]:
    return map(str.upper, names)
