"""`values[-0:]` is the whole list, the last zero elements are none."""


def old(values: list[int], count: int) -> list[int]:
    if count < 0:
        return []
    tail = []
    for i in range(max(len(values) - count, 0), len(values)):
        tail.append(values[i])
    return tail


def new(values: list[int], count: int) -> list[int]:
    if count < 0:
        return []
    return values[-count:]
