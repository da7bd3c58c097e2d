def total(values):
    result = 0
    for i in range(len(values)):
        result += values[i]
    return result


def up_to(n: int) -> int:
    result = 0
    for k in range(1, n + 1):
        if k % 3 == 0:
            result += k
    return result
