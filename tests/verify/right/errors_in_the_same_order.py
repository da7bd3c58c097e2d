"""The checks still come before the search, and in the same order."""


def old(people: list[tuple[str, int]], wanted: str) -> int:
    for name, _ in people:
        if not name:
            raise ValueError("a name is empty")
    for _, age in people:
        if age < 0:
            raise ValueError("an age is negative")
    found = 0
    for name, age in people:
        if name == wanted:
            found = age
    return found


def new(people: list[tuple[str, int]], wanted: str) -> int:
    if not all(name for name, _ in people):
        raise ValueError("a name is empty")
    if any(age < 0 for _, age in people):
        raise ValueError("an age is negative")
    return dict(people).get(wanted, 0)
