"""An empty separator raises the same ValueError that `str.split` raises."""


def old(text: str, separator: str = ",") -> list[str]:
    if not separator:
        raise ValueError("empty separator")
    parts = []
    while True:
        at = text.find(separator)
        if at < 0:
            parts.append(text)
            return parts
        parts.append(text[:at])
        text = text[at + len(separator) :]


def new(text: str, separator: str = ",") -> list[str]:
    return text.split(separator)
