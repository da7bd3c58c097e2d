"""The threshold does not change inside the loop, and computing it has no effect that shows."""


def old(words: list[str], stop: str) -> list[str]:
    kept = []
    for word in words:
        if word.casefold() != stop.casefold():
            kept.append(word)
    return kept


def new(words: list[str], stop: str) -> list[str]:
    folded = stop.casefold()
    return [word for word in words if word.casefold() != folded]
