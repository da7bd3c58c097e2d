def modular(base, exponent, modulus):
    if type(base) is type(exponent) is type(modulus) is int and exponent > 0 and modulus != 0:
        result = pow(base, exponent, modulus)
    else:
        result = 1
        for _ in range(exponent):
            result = (result * base) % modulus
    return result


def power(base: int, exponent: int) -> int:
    result = base ** max(exponent, 0)
    return result
