"""Every call appends to a file, which is not to be done two hundred times."""

# reason: outside

import os
import tempfile


def old(lines: list[str]) -> int:
    for line in lines:
        with open(os.path.join(tempfile.gettempdir(), "lines.txt"), "a", encoding="utf-8") as file:
            file.write(line)
    return len(lines)


def new(lines: list[str]) -> int:
    with open(os.path.join(tempfile.gettempdir(), "lines.txt"), "a", encoding="utf-8") as file:
        file.write("".join(lines))
    return len(lines)
