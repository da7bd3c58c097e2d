"""The code points in reverse order."""


def old(text: str) -> str:
    reversed_text = ""
    for character in text:
        reversed_text = character + reversed_text
    return reversed_text


def new(text: str) -> str:
    return text[::-1]
