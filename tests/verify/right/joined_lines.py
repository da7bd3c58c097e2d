"""A newline stands between the lines only, as before."""


def old(lines: list[str]) -> str:
    text = ""
    for i in range(len(lines)):
        if i > 0:
            text = text + "\n"
        text = text + lines[i]
    return text


def new(lines: list[str]) -> str:
    return "\n".join(lines)
