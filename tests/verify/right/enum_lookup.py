"""The enum finds the member by its value; unknown values give the same member in both."""

from enum import Enum


class Color(Enum):
    RED = "red"
    GREEN = "green"
    UNKNOWN = "unknown"


_BY_VALUE = {color.value: color for color in Color}


def old(text: str) -> Color:
    for color in Color:
        if color.value == text.strip().lower():
            return color
    return Color.UNKNOWN


def new(text: str) -> Color:
    return _BY_VALUE.get(text.strip().lower(), Color.UNKNOWN)
