"""Single characters do not overlap, so counting each of them adds up."""


def old(text: str) -> int:
    vowels = 0
    for character in text:
        if character in "aeiou":
            vowels += 1
    return vowels


def new(text: str) -> int:
    return sum(map(text.count, "aeiou"))
