"""`update` on the base options changes the dict of the caller."""


def old(base: dict[str, int], changes: dict[str, int]) -> dict[str, int]:
    merged = {}
    for key in base:
        merged[key] = base[key]
    for key in changes:
        merged[key] = changes[key]
    return merged


def new(base: dict[str, int], changes: dict[str, int]) -> dict[str, int]:
    base.update(changes)
    return dict(base)
