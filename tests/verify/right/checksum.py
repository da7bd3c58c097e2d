"""Remainders of sums of ints can be taken at the end."""


def old(data: bytes) -> int:
    checksum = 0
    for byte in data:
        checksum = (checksum + byte) % 256
    return checksum


def new(data: bytes) -> int:
    return sum(data) & 255
