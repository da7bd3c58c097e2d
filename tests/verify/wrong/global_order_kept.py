"""A rule that matched moves to the end of a global table; the rewrite leaves it where it is."""

RULES = {"a": "vowel", "b": "consonant", "c": "consonant"}


def old(letters: list[str]) -> list[str]:
    kinds = []
    for letter in letters:
        if letter in RULES:
            kind = RULES.pop(letter)
            RULES[letter] = kind
            kinds.append(kind)
    return kinds


def new(letters: list[str]) -> list[str]:
    return [RULES[letter] for letter in letters if letter in RULES]
