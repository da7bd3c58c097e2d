"""The cache outlives the call and takes 1, 1.0 and True for the same key."""

from functools import lru_cache


def old(value: int | float | bool) -> str:
    text = "<"
    text += repr(value)
    return text + ">"


@lru_cache(maxsize=None)
def new(value: int | float | bool) -> str:
    return f"<{value!r}>"
