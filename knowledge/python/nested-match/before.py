def matches(left, right):
    found = []
    for a in left:
        for b in right:
            if a == b:
                found.append(a)
    return found


def how_many(left, right):
    count = 0
    for a in left:
        for b in right:
            if a == b:
                count += 1
    return count


def shared(left, right):
    found = []
    for a in left:
        for b in right:
            if a == b:
                found.append(a)
                break
    return found
