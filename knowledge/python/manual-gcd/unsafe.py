def counts_steps(a, b):
    steps = 0
    while b:
        a, b = b, a % b
        steps += 1
    return steps


def keeps_the_rest(a, b):
    while b:
        a, b = b, a % b
    return b


def from_two(a, b):
    result = 1
    for i in range(2, min(a, b) + 1):
        if a % i == 0 or b % i == 0:
            result = i
    return result
