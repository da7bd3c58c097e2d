"""textwrap wraps."""

import textwrap


def old(text: str, width: int) -> list[str]:
    if width < 1:
        raise ValueError("width")
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        lines.append(line)
    return lines


def new(text: str, width: int) -> list[str]:
    if width < 1:
        raise ValueError("width")
    return textwrap.wrap(" ".join(text.split()), width, break_long_words=False)
