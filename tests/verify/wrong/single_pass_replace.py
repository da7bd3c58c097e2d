"""One pass of `replace` leaves two spaces where there were three or four."""


def old(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def new(text: str) -> str:
    return text.replace("  ", " ")
