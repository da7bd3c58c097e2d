def unique(values):
    result = []
    for value in values:
        if value not in result:
            result.append(value)
    return result


def distinct_words(text: str) -> list[str]:
    words = []
    for word in text.lower().split():
        if word in words:
            continue
        words.append(word)
    return words
