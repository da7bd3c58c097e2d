def neighbours(values):
    for i in range(len(values)):
        for j in range(i, len(values)):
            if values[i] == values[j]:
                return True
    return False


def opposite(values):
    for i in range(len(values)):
        for j in range(i + 1, len(values)):
            if values[i] == -values[j]:
                return True
    return False


def of_the_first(values, n):
    for i in range(n):
        for j in range(i + 1, n):
            if values[i] == values[j]:
                return True
    return False
