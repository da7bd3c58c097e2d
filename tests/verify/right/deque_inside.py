"""The queue never leaves the function, so its type does not matter; every node is visited in the same order."""

from collections import deque


def old(graph: dict[str, list[str]], start: str) -> list[str]:
    queue = [start]
    visited = [start]
    while queue:
        node = queue.pop(0)
        for other in graph.get(node, []):
            if other not in visited:
                visited.append(other)
                queue.append(other)
    return visited


def new(graph: dict[str, list[str]], start: str) -> list[str]:
    queue = deque([start])
    visited = {start: None}
    while queue:
        for other in graph.get(queue.popleft(), ()):
            if other not in visited:
                visited[other] = None
                queue.append(other)
    return list(visited)
