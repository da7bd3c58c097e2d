"""The default text of an object shows its address."""

# reason: not deterministic


class Marker:
    pass


def old(names: list[str]) -> list[str]:
    labels = []
    for name in names:
        labels.append(name + str(Marker()))
    return labels


def new(names: list[str]) -> list[str]:
    return [f"{name}{Marker()}" for name in names]
