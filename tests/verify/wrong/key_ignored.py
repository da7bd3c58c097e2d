"""The key that may be given is not used any more."""


def old(words, key=None):
    ordered = []
    for word in sorted(words, key=key):
        ordered.append(word)
    return ordered


def new(words, key=None):
    return sorted(words)
