"""`splitlines` also splits at carriage returns and form feeds, and drops the last empty line."""


def old(text: str) -> int:
    lines = 1
    for character in text:
        if character == "\n":
            lines += 1
    return lines


def new(text: str) -> int:
    return len((text + "\n").splitlines())
