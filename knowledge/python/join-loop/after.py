def reverse(text):
    result = "".join(list(text)[::-1])
    return result


def digits(text):
    result = "".join([char for char in text if char.isdigit()])
    return result


def swapped(text):
    out = "".join(["b" if char == "a" else char for char in text])
    return out


def numbered(words):
    out = "".join([(words[index] + ", ") for index in range(len(words))])
    return out
