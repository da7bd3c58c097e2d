def counts(n):
    global calls
    calls += 1
    if n < 2:
        return n
    return counts(n - 1) + counts(n - 2)


class Tree:
    def depth(self, node):
        return 1 + max(self.depth(node.left), self.depth(node.right))


def outer(n):
    def inner(k):
        if k < 2:
            return k
        return inner(k - 1) + inner(k - 2)

    return inner(n)
