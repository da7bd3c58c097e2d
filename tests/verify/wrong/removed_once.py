"""`remove` takes out the first match only, the comprehension takes out all of them."""


def old(names: list[str], unwanted: list[str]) -> list[str]:
    left = list(names)
    for name in unwanted:
        if name in left:
            left.remove(name)
    return left


def new(names: list[str], unwanted: list[str]) -> list[str]:
    dropped = set(unwanted)
    return [name for name in names if name not in dropped]
