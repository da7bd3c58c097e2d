from collections import Counter


def matches(left, right):
    found = []
    if type(left) is type(right) is list and set(map(type, left + right)) <= {int, str}:
        counts = Counter(right)
        for a in left:
            found.extend([a] * counts[a])
    else:
        for a in left:
            for b in right:
                if a == b:
                    found.append(a)
    return found


def how_many(left, right):
    count = 0
    if type(left) is type(right) is list and set(map(type, left + right)) <= {int, str}:
        counts = Counter(right)
        for a in left:
            count += counts[a]
    else:
        for a in left:
            for b in right:
                if a == b:
                    count += 1
    return count


def shared(left, right):
    found = []
    if type(left) is type(right) is list and set(map(type, left + right)) <= {int, str}:
        members = set(right)
        for a in left:
            if a in members:
                found.append(a)
    else:
        for a in left:
            for b in right:
                if a == b:
                    found.append(a)
                    break
    return found
