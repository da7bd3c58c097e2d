"""`enumerate` counts as the loop did."""


def old(items):
    numbered = []
    i = 0
    for item in items:
        numbered.append((i, item))
        i += 1
    return numbered


def new(items):
    return list(enumerate(items))
