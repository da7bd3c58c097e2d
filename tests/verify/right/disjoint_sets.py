"""No common element is no common element, by any method."""


def old(left: list[str], right: list[str]) -> bool:
    for word in left:
        for other in right:
            if word == other:
                return False
    return True


def new(left: list[str], right: list[str]) -> bool:
    return set(left).isdisjoint(right)
