def looks_at_the_end(text):
    result = ""
    for char in text:
        if not result.endswith(char):
            result += char
    return result


def begins_with_something(text, result):
    for char in text:
        result += char
    return result


def adds_numbers(values):
    result = 0
    for value in values:
        result = value + result - result
    return result
