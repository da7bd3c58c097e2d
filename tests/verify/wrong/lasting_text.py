"""The seconds of a text such as 1h30m."""

import re


def old(text: str) -> int:
    seconds = 0
    number = ""
    for c in text:
        if c in "0123456789":
            number += c
        elif c in "hms" and number:
            seconds += int(number) * {"h": 3600, "m": 60, "s": 1}[c]
            number = ""
        else:
            raise ValueError(f"bad duration: {text}")
    if number:
        raise ValueError(f"bad duration: {text}")
    return seconds


_PARTS = re.compile(r"(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?")


def new(text: str) -> int:
    m = _PARTS.fullmatch(text)
    if m is None:
        raise ValueError(f"bad duration: {text}")
    h, mins, s = (int(g) if g else 0 for g in m.groups())
    return h * 3600 + mins * 60 + s
