"""Lower the whole text at once."""


def old(text: str) -> str:
    out = []
    for ch in text:
        if ch.isupper():
            out.append(ch.lower())
        else:
            out.append(ch)
    return "".join(out)


def new(text: str) -> str:
    return text.lower()
