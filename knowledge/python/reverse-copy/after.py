def backwards(text):
    if type(text) is str:
        result = text[::-1]
    else:
        result = ""
        for i in range(len(text) - 1, -1, -1):
            result += text[i]
    return result


def turned(text: str) -> str:
    out = text[::-1]
    return out


def last_first(items):
    if type(items) is list:
        out = items[::-1]
    else:
        out = []
        for i in range(len(items) - 1, -1, -1):
            out.append(items[i])
    return out
