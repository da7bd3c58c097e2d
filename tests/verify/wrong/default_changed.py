"""The separator has another default, which only calls that leave it out can tell."""


def old(parts: list[str], separator: str = ", ") -> str:
    line = ""
    for i, part in enumerate(parts):
        if i > 0:
            line += separator
        line += part
    return line


def new(parts: list[str], separator: str = ",") -> str:
    return separator.join(parts)
