"""The nested lists were opened to any depth, now to two."""


def old(items):
    flat = []
    for item in items:
        if isinstance(item, list):
            flat.extend(old(item))
        else:
            flat.append(item)
    return flat


def new(items):
    flat = []
    for item in items:
        if isinstance(item, list):
            flat += item
        else:
            flat.append(item)
    return flat
