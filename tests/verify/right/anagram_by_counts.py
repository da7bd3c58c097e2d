"""Two texts have the same sorted letters exactly when they have the same counts."""

from collections import Counter


def old(left: str, right: str) -> bool:
    if sorted(left) == sorted(right):
        return True
    else:
        return False


def new(left: str, right: str) -> bool:
    return len(left) == len(right) and Counter(left) == Counter(right)
