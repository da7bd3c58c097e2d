"""`lower` leaves "ß" alone, `casefold` makes it "ss"."""


def old(words: list[str]) -> list[str]:
    folded = []
    for word in words:
        folded.append(word.casefold())
    return folded


def new(words: list[str]) -> list[str]:
    return list(map(str.lower, words))
