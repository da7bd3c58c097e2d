def common(left, right):
    found = []
    members = right
    if type(left) is type(right) is list:
        try:
            members = set(left).intersection(right)
        except TypeError:  # something in them cannot be hashed
            pass
    for item in left:
        if item in members:
            found.append(item)
    return found


def only_left(left, right):
    members = right
    if type(left) is type(right) is list:
        try:
            members = set(left).intersection(right)
        except TypeError:  # something in them cannot be hashed
            pass
    return [item for item in left if item not in members]


def known(words: list[str], text: str) -> int:
    count = 0
    members = set(words)
    for word in text.split():
        if word in members:
            count += 1
    return count


def by_index(a, b):
    hits = 0
    members = b
    if type(a) is type(b) is list:
        try:
            members = set(a).intersection(b)
        except TypeError:  # something in them cannot be hashed
            pass
    for i in range(len(a)):
        if a[i] in members:
            hits += 1
    return hits


def missing(numbers):
    members = set(numbers) if type(numbers) is list and set(map(type, numbers)) <= {int, float, str} else numbers
    for i in range(len(numbers) + 1):
        if i not in members:
            return i
