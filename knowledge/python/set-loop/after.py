def distinct(values):
    seen = set(values)
    return seen


def lengths(words):
    found = {len(word) for word in words if word}
    return found
