"""`split()` takes any run of white space, `split(" ")` every single space."""


def old(line: str) -> list[str]:
    words = []
    word = ""
    for character in line:
        if character == " ":
            words.append(word)
            word = ""
        else:
            word += character
    words.append(word)
    return [word for word in words if word]


def new(line: str) -> list[str]:
    return line.split()
