"""`dict.fromkeys` puts the same empty list under every key."""


def old(names: list[str]) -> dict[str, list[int]]:
    groups = {}
    for name in names:
        groups[name] = []
    return groups


def new(names: list[str]) -> dict[str, list[int]]:
    return dict.fromkeys(names, [])
