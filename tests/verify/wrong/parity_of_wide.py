"""The parity bit of each word."""


def old(words: list[int]) -> list[int]:
    out = []
    for word in words:
        if word < 0:
            raise ValueError("negative word")
        ones = 0
        while word:
            ones += word & 1
            word >>= 1
        out.append(ones % 2)
    return out


def new(words: list[int]) -> list[int]:
    out = []
    for word in words:
        if word < 0:
            raise ValueError("negative word")
        word ^= word >> 32
        word ^= word >> 16
        word ^= word >> 8
        word ^= word >> 4
        out.append((0x6996 >> (word & 15)) & 1)
    return out
