def total(values):
    result = 0
    i = 0
    while i < len(values):
        result += values[i]
        i += 1
    return result


def up_to(n: int) -> int:
    result = 0
    k = 1
    while k <= n:
        if k % 3 == 0:
            result += k
        k += 1
    return result
