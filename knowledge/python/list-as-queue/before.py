def drained(values):
    queue = list(values)
    total = 0
    while queue:
        total += queue.pop(0)
    return total


def reachable(graph, start):
    seen = {start}
    queue = [start]
    while len(queue) > 0:
        node = queue.pop(0)  # the oldest
        for neighbour in graph.get(node, ()):
            if neighbour not in seen:
                seen.add(neighbour)
                queue.append(neighbour)
    return len(seen)
