def skips(values):
    result = 0
    i = 0
    while i < len(values):
        if values[i] < 0:
            i += 1
            continue
        result += values[i]
        i += 1
    return result


def shrinks(values):
    i = 0
    while i < len(values):
        values.pop()
        i += 1


def is_needed_later(values):
    i = 0
    while i < len(values):
        if values[i] == 0:
            break
        i += 1
    return i


def may_be_a_fraction(n):
    result = 0
    i = 0
    while i < n:
        result += i
        i += 1
    return result
