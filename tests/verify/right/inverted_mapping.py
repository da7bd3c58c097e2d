"""Later keys win in both, and what cannot be hashed fails at the same item."""


def old(mapping):
    inverted = {}
    for key, value in mapping.items():
        inverted[value] = key
    return inverted


def new(mapping):
    return {value: key for key, value in mapping.items()}
