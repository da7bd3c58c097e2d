"""The names and defaults of the parameters stayed."""


def old(words: list[str], *, minimum: int = 1, prefix: str = "") -> list[str]:
    chosen = []
    for word in words:
        if len(word) >= minimum:
            if word.startswith(prefix):
                chosen.append(word)
    return chosen


def new(words: list[str], *, minimum: int = 1, prefix: str = "") -> list[str]:
    return [word for word in words if len(word) >= minimum and word.startswith(prefix)]
