def common(left, right):
    found = []
    for item in left:
        if item in right:
            found.append(item)
    return found


def only_left(left, right):
    return [item for item in left if item not in right]


def known(words: list[str], text: str) -> int:
    count = 0
    for word in text.split():
        if word in words:
            count += 1
    return count


def by_index(a, b):
    hits = 0
    for i in range(len(a)):
        if a[i] in b:
            hits += 1
    return hits


def missing(numbers):
    for i in range(len(numbers) + 1):
        if i not in numbers:
            return i
