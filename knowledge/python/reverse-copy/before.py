def backwards(text):
    result = ""
    for i in range(len(text) - 1, -1, -1):
        result += text[i]
    return result


def turned(text: str) -> str:
    out = ""
    for char in text:
        out = char + out
    return out


def last_first(items):
    out = []
    for i in range(len(items) - 1, -1, -1):
        out.append(items[i])
    return out
