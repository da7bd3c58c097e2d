"""Comparing with the reverse finds the same first difference that the loop found."""


def old(text: str) -> bool:
    for i in range(len(text) // 2):
        if text[i] != text[len(text) - 1 - i]:
            return False
    return True


def new(text: str) -> bool:
    return text == text[::-1]
