def without_the_item(values):
    return [sum(values[:i]) for i in range(len(values))]


def of_another(values, others):
    return [sum(values[:i + 1]) for i in range(len(others))]


def only_some(values):
    return [sum(values[:i + 1]) for i in range(len(values)) if i % 2]
