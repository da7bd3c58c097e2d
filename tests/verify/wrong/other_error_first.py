"""All names were checked before any age; in one pass the bad age of the first row comes before the second name."""


def old(people: list[tuple[str, int]]) -> int:
    for name, _ in people:
        if not name:
            raise ValueError("a name is empty")
    for _, age in people:
        if age < 0:
            raise ValueError("an age is negative")
    return len(people)


def new(people: list[tuple[str, int]]) -> int:
    for name, age in people:
        if not name:
            raise ValueError("a name is empty")
        if age < 0:
            raise ValueError("an age is negative")
    return len(people)
