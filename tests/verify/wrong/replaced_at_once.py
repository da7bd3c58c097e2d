"""The replacements ran one after the other, so an "a" ended as "c"; `translate` does both at once."""

_TABLE = str.maketrans({"a": "b", "b": "c"})


def old(text: str) -> str:
    for before, after in (("a", "b"), ("b", "c")):
        text = text.replace(before, after)
    return text


def new(text: str) -> str:
    return text.translate(_TABLE)
