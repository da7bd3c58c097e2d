"""Equal to the set, but nothing can be added to it."""


def old(words: list[str]) -> set[str]:
    initials = set()
    for word in words:
        if word:
            initials.add(word[0])
    return initials


def new(words: list[str]) -> set[str]:
    return frozenset(word[0] for word in words if word)
