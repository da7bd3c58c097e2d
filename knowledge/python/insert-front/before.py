def backwards(values):
    result = []
    for value in values:
        result.insert(0, value)
    return result


def doubled_backwards(values):
    result = []
    for value in values:
        if value:
            result.insert(0, value * 2)
    return result
