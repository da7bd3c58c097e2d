"""`>=` keeps the last of several equally long words, `max` the first."""


def old(words: list[str]) -> str:
    longest = ""
    for word in words:
        if len(word) >= len(longest):
            longest = word
    return longest


def new(words: list[str]) -> str:
    return max(words, key=len, default="")
