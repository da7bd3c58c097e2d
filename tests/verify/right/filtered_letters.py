"""Both keep the letters in order; nothing but the way of collecting them differs."""


def old(text):
    kept = ""
    for character in text:
        if character not in "aeiou":
            kept += character
    return kept


def new(text):
    return "".join([character for character in text if character not in "aeiou"])
