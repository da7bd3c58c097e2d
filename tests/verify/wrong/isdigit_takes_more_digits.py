"""`isdigit` also accepts superscripts and the digits of other scripts."""


def old(text: str) -> bool:
    for character in text:
        if character not in "0123456789":
            return False
    return len(text) > 0


def new(text: str) -> bool:
    return text.isdigit()
