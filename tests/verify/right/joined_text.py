"""Joining the parts gives the text that adding them up gave."""


def old(parts: list[str]) -> str:
    text = ""
    for part in parts:
        text += part
    return text


def new(parts: list[str]) -> str:
    return "".join(parts)
