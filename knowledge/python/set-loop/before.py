def distinct(values):
    seen = set()
    for value in values:
        seen.add(value)
    return seen


def lengths(words):
    found = set()
    for word in words:
        if word:
            found.add(len(word))
    return found
