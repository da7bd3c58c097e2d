"""Repeated multiplication modulo a prime is `pow` with three arguments; a negative count multiplies not at all."""

_PRIME = 1_000_003


def old(base: int, times: int) -> int:
    if times > 10_000:
        raise ValueError("too many times")
    result = 1
    for _ in range(times):
        result = result * base % _PRIME
    return result


def new(base: int, times: int) -> int:
    if times > 10_000:
        raise ValueError("too many times")
    return pow(base, max(times, 0), _PRIME)
