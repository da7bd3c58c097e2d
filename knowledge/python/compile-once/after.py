import re


def numbers(words):
    pattern = re.compile(r"\d+$")
    return [word for word in words if pattern.match(word)]


def cleaned(lines):
    out = []
    pattern = re.compile(r"\s+")
    for line in lines:
        line = pattern.sub(" ", line)
        out.append(line)
    return out
