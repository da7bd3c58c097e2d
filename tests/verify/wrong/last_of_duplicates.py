"""The index built in one pass remembers the last position of a repeated name, `list.index` the first."""


def old(names: list[str], wanted: list[str]) -> list[int]:
    return [names.index(name) for name in wanted if name in names]


def new(names: list[str], wanted: list[str]) -> list[int]:
    position = {name: i for i, name in enumerate(names)}
    return [position[name] for name in wanted if name in position]
