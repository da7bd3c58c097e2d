import re


def numbers(words):
    return [word for word in words if re.match(r"\d+$", word)]


def cleaned(lines):
    out = []
    for line in lines:
        line = re.sub(r"\s+", " ", line)
        out.append(line)
    return out
