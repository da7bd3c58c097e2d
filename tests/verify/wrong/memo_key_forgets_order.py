"""The memo is keyed by the sorted letters, so the second anagram gets the first one's answer."""

_answers: dict[str, int] = {}


def old(letters: str) -> int:
    score = 0
    for place, letter in enumerate(letters, 1):
        score += place * ord(letter)
    return score


def new(letters: str) -> int:
    key = "".join(sorted(letters))
    if key not in _answers:
        _answers[key] = sum(place * ord(letter) for place, letter in enumerate(letters, 1))
    return _answers[key]
