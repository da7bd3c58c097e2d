"""Without the key, equal priorities are ordered by their names instead of staying as they came."""


def old(tasks: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return sorted(tasks, key=lambda task: task[0])


def new(tasks: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return sorted(tasks)
