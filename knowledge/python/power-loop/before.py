def modular(base, exponent, modulus):
    result = 1
    for _ in range(exponent):
        result = (result * base) % modulus
    return result


def power(base: int, exponent: int) -> int:
    result = 1
    for i in range(exponent):
        result *= base
    return result
