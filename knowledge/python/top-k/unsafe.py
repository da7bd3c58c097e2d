def all_but_the_last(values: list[int]) -> list[int]:
    return sorted(values)[:-1]


def as_many_as_asked(values: list[int], k: int) -> list[int]:
    return sorted(values)[:k]


def from_the_second(values: list[int]) -> list[int]:
    return sorted(values)[1:3]
