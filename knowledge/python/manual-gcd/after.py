from math import gcd


def euclid(a, b):
    if type(a) is type(b) is int and a >= 0 and b >= 0:
        return gcd(a, b)
    while b:
        a, b = b, a % b
    return a


def brute(a, b):
    result = 1
    if type(a) is type(b) is int and a > 0 and b > 0:
        return gcd(a, b)
    for i in range(1, min(a, b) + 1):
        if a % i == 0 and b % i == 0:
            result = i
    return result
