LOG = []


def writes_a_log(n):
    LOG.append(n)
    if n < 2:
        return n
    return writes_a_log(n - 1) + writes_a_log(n - 2)


def says_something(n):
    print(n)
    if n < 2:
        return n
    return says_something(n - 1) + says_something(n - 2)


def once(n):
    if n == 0:
        return 0
    return n + once(n - 1)


def remembers(n, seen={}):
    if n < 2:
        return n
    return remembers(n - 1) + remembers(n - 2)


def lists(n):
    if n < 2:
        return [n]
    return lists(n - 1) + lists(n - 2)


def marks(grid):
    def walk(i, j):
        if i < 0 or j < 0 or grid[i][j]:
            return 0
        grid[i][j] = 1
        return walk(i - 1, j) + walk(i, j - 1)

    return walk(len(grid) - 1, len(grid[0]) - 1)


def uses_a_helper(n):
    if n < 2:
        return once(n)
    return uses_a_helper(n - 1) + uses_a_helper(n - 2)
