"""The upper case of "ß" is "SS"; `capitalize` gives the title case "Ss"."""


def old(word: str) -> str:
    if not word:
        return ""
    return word[0].upper() + "".join(character.lower() for character in word[1:])


def new(word: str) -> str:
    return word.capitalize()
