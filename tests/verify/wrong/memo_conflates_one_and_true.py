"""A memo keyed by value takes 1, 1.0 and True for the same key, so the later ones print like the first."""


def old(values: list[int | float | bool]) -> list[str]:
    return [f"<{value!r}>" for value in values]


def new(values: list[int | float | bool]) -> list[str]:
    rendered = {}
    for value in values:
        if value not in rendered:
            rendered[value] = f"<{value!r}>"
    return [rendered[value] for value in values]
