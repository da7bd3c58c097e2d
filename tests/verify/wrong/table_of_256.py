"""The precomputed table holds 0 to 255, and the test lets 256 through to it."""

_ODD_BITS = [bin(byte).count("1") % 2 == 1 for byte in range(256)]


def old(number: int) -> bool:
    if number < 0:
        return False
    return bin(number).count("1") % 2 == 1


def new(number: int) -> bool:
    if number < 0:
        return False
    if number > 256:
        return bin(number).count("1") % 2 == 1
    return _ODD_BITS[number]
