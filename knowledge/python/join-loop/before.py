def reverse(text):
    result = ""
    for char in text:
        result = char + result
    return result


def digits(text):
    result = ''
    for char in text:
        if char.isdigit():
            result += char
    return result


def swapped(text):
    out = ""
    for char in text:
        if char == "a":
            out += "b"
        else:
            out += char
    return out


def numbered(words):
    out = ""
    for index in range(len(words)):
        out = out + (words[index] + ", ")
    return out
