def close(left, right):
    found = []
    for a in left:
        for b in right:
            if abs(a - b) < 1:
                found.append(a)
    return found


def by_a_part(left, right):
    found = []
    for a in left:
        for b in right:
            if a[0] == b[0]:
                found.append(a)
    return found


def into_the_first(left, right):
    for a in left:
        for b in right:
            if a == b:
                left.append(a)
    return left
