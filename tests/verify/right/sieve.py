"""The sieve leaves the numbers that trial division finds, up to and including the limit."""


def old(limit: int) -> list[int]:
    if limit > 2000:
        raise ValueError("limit is too large")
    primes = []
    for number in range(2, limit + 1):
        prime = True
        for divisor in range(2, number):
            if number % divisor == 0:
                prime = False
                break
        if prime:
            primes.append(number)
    return primes


def new(limit: int) -> list[int]:
    if limit > 2000:
        raise ValueError("limit is too large")
    if limit < 2:
        return []
    prime = bytearray([1]) * (limit + 1)
    prime[0:2] = b"\0\0"
    for number in range(2, int(limit**0.5) + 1):
        if prime[number]:
            prime[number * number :: number] = bytes(len(range(number * number, limit + 1, number)))
    return [number for number, flag in enumerate(prime) if flag]
