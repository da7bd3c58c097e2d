from collections import deque


def drained(values):
    queue = deque(values)
    total = 0
    while queue:
        total += queue.popleft()
    return total


def reachable(graph, start):
    seen = {start}
    queue = deque([start])
    while len(queue) > 0:
        node = queue.popleft()  # the oldest
        for neighbour in graph.get(node, ()):
            if neighbour not in seen:
                seen.add(neighbour)
                queue.append(neighbour)
    return len(seen)
