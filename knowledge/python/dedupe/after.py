def unique(values):
    if type(values) is list and set(map(type, values)) <= {int, float, str}:
        result = list(dict.fromkeys(values))
    else:
        result = []
        for value in values:
            if value not in result:
                result.append(value)
    return result


def distinct_words(text: str) -> list[str]:
    words = list(dict.fromkeys(text.lower().split()))
    return words
