"""The copy is what is emptied, now from its cheap end."""

from collections import deque


def old(tasks: list[str]) -> list[str]:
    waiting = list(tasks)
    done = []
    while waiting:
        task = waiting.pop(0)
        if task.startswith("again "):
            waiting.append(task[6:])
        else:
            done.append(task)
    return done


def new(tasks: list[str]) -> list[str]:
    waiting = deque(tasks)
    done = []
    while waiting:
        task = waiting.popleft()
        if task.startswith("again "):
            waiting.append(task[6:])
        else:
            done.append(task)
    return done
