"""Dict and set lookups find what the scan over the pairs found; the answer is sorted in both."""


def old(pairs: list[tuple[str, str]], person: str) -> list[str]:
    friends = []
    for a, b in pairs:
        if a == person and b not in friends:
            friends.append(b)
        if b == person and a not in friends:
            friends.append(a)
    return sorted(friends)


def new(pairs: list[tuple[str, str]], person: str) -> list[str]:
    friends = {b for a, b in pairs if a == person}
    friends.update(a for a, b in pairs if b == person)
    return sorted(friends)
