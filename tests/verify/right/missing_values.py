"""Identity with None is all that is asked, so any items will do."""


def old(items):
    missing = 0
    for item in items:
        if item is None:
            missing += 1
    return missing


def new(items):
    return sum(item is None for item in items)
