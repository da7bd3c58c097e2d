def first_repeat(values):
    seen = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


def grows_while_reading(values):
    seen = set()
    for value in values:
        seen.add(len(seen))
    return seen
