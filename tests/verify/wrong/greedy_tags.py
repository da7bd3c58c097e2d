"""The greedy pattern removes everything from the first "<" to the last ">"."""

import re


def old(markup: str) -> str:
    while "<" in markup:
        start = markup.index("<")
        end = markup.find(">", start)
        if end < 0:
            break
        markup = markup[:start] + markup[end + 1 :]
    return markup


def new(markup: str) -> str:
    return re.sub(r"(?s)<.*>", "", markup)
