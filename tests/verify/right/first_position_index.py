"""`setdefault` keeps the first position of a repeated name, which is what `list.index` finds."""


def old(names: list[str], wanted: list[str]) -> list[int]:
    positions = []
    for name in wanted:
        if name in names:
            positions.append(names.index(name))
        else:
            positions.append(-1)
    return positions


def new(names: list[str], wanted: list[str]) -> list[int]:
    position = {}
    for i, name in enumerate(names):
        position.setdefault(name, i)
    return [position.get(name, -1) for name in wanted]
