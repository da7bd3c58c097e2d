def without_the_first(text):
    result = ""
    for i in range(len(text) - 1, 0, -1):
        result += text[i]
    return result


def with_more(text, result):
    for i in range(len(text) - 1, -1, -1):
        result += text[i]
    return result
