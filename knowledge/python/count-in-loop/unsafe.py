def once(values, value):
    return values.count(value)


def changes_the_list(values):
    while values:
        value = values[0]
        if values.count(value) > 1:
            return value
        values.pop()
    return None


def substring(text, words):
    return [text.count(word) for word in words]


def parts(values):
    return [values.count(values[i:]) for i in range(len(values))]


SHARED = [1, 2, 2]


def anyone_may_change_it(values):
    return [SHARED.count(value) for value in values]
