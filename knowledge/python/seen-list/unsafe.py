def forgets(values):
    seen = []
    for value in values:
        if value in seen:
            seen.remove(value)
        seen.append(value)


def of_anything(groups):
    seen = []
    for group in groups:
        for value in group.members():
            if value in seen:
                return value
            seen.append(value)


def given(values, seen):
    for value in values:
        if value in seen:
            return value
        seen.append(value)


def handed_on(values, look):
    seen = []
    for value in values:
        if value in seen:
            look(seen)
        seen.append(value)


def starts_with_something(values):
    seen = [0]
    for value in values:
        if value in seen:
            return value
        seen.append(value)
