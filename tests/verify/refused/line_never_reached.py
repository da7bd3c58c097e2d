"""No believable number comes near the digits that the branch asks for, so nothing is known about the branch."""

# reason: no input reached line


def old(text: str) -> int:
    total = 0
    for character in text:
        total = (total * 31 + ord(character)) % 1_000_000_007
    if total == 123_456_789:
        return 1
    return 0


def new(text: str) -> int:
    return 0
