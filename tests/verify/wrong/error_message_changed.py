"""Unpacking says how many values it wanted; the explicit index says "list index out of range"."""


def old(line: str) -> str:
    parts = line.split(":")
    return parts[1].strip()


def new(line: str) -> str:
    _, value = line.split(":", 1)
    return value.split(":")[0].strip()
