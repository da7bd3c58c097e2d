"""The dict is only used where everything can be hashed; else the old loop runs, on the list that was read once."""


def old(items):
    unique = []
    for item in items:
        if item not in unique:
            unique.append(item)
    return unique


def new(items):
    items = list(items)
    try:
        return list(dict.fromkeys(items))
    except TypeError:
        unique = []
        for item in items:
            if item not in unique:
                unique.append(item)
        return unique
