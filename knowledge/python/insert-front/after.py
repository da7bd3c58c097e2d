def backwards(values):
    result = list(values)[::-1]
    return result


def doubled_backwards(values):
    result = [value * 2 for value in values if value][::-1]
    return result
