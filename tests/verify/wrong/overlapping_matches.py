"""str.count in place of startswith at each index."""


def old(text: str, pattern: str) -> int:
    if not pattern:
        return 0
    found = 0
    for i in range(len(text)):
        if text.startswith(pattern, i):
            found += 1
    return found


def new(text: str, pattern: str) -> int:
    return text.count(pattern) if pattern else 0
