"""A set cannot hold lists or dicts; the comparison by `in` could."""


def old(items):
    unique = []
    for item in items:
        if item not in unique:
            unique.append(item)
    return unique


def new(items):
    seen = set()
    unique = []
    for item in items:
        if item not in seen:
            seen.add(item)
            unique.append(item)
    return unique
