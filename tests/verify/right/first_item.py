"""Both read one item at most and give None when there is none."""


def old(items):
    for item in items:
        return item
    return None


def new(items):
    return next(iter(items), None)
