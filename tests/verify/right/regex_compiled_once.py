"""The same pattern, compiled when the module is loaded."""

import re

_WORD = re.compile(r"[A-Za-z]+")


def old(lines: list[str]) -> list[str]:
    words = []
    for line in lines:
        for word in re.findall(r"[A-Za-z]+", line):
            words.append(word)
    return words


def new(lines: list[str]) -> list[str]:
    find = _WORD.findall
    return [word for line in lines for word in find(line)]
