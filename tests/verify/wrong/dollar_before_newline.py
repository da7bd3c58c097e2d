"""`$` also matches before a newline at the end, so a code with a trailing newline passes."""

import re

_CODE = re.compile(r"[A-Z0-9]+$")


def old(code: str) -> bool:
    if not code:
        return False
    for character in code:
        if not ("A" <= character <= "Z" or "0" <= character <= "9"):
            return False
    return True


def new(code: str) -> bool:
    return _CODE.match(code) is not None
