def is_palindrome(text):
    if type(text) is str:
        return text == text[::-1]
    for i in range(len(text) // 2):
        if text[i] != text[len(text) - 1 - i]:
            return False
    return True


def two_ends(s: str) -> bool:
    return s == s[::-1]
