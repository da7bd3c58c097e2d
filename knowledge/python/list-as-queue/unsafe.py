def the_callers_list(queue):
    while queue:
        queue.pop(0)


def is_returned(values):
    queue = list(values)
    queue.pop(0)
    return queue


def is_sliced(values):
    queue = list(values)
    total = 0
    while queue:
        total += sum(queue[1:])
        queue.pop(0)
    return total


def is_compared(values):
    queue = list(values)
    while queue != [1]:
        queue.pop(0)


def is_handed_on(values, look):
    queue = list(values)
    while queue:
        look(queue)
        queue.pop(0)


def is_shared(values):
    queue = other = list(values)
    queue.pop(0)
    return other
