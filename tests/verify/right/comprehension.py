"""The same elements in the same order in a new list."""


def old(names: list[str]) -> list[str]:
    cleaned = []
    for name in names:
        if name.strip():
            cleaned.append(name.strip().lower())
    return cleaned


def new(names: list[str]) -> list[str]:
    return [stripped.lower() for name in names if (stripped := name.strip())]
