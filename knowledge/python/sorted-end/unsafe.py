def second(values):
    return sorted(values)[1]


def by_a_key(values):
    return sorted(values, key=len)[0]


def used_again(values):
    ordered = sorted(values)
    print(ordered)
    return ordered[0]


def any_values(values):
    return sorted(values)[0] + 1
