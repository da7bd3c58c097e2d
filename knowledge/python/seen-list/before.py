def first_repeat(values):
    seen = []
    for value in values:
        if value in seen:
            return value
        seen.append(value)


def repeated(values):
    found = []
    for value in values:
        if values[0] != value and value not in found:
            found.append(value)
    return found


def visited(steps: list[int]) -> list[int]:
    places = []
    at = 0
    for step in steps:
        at += step
        if at not in places:
            places.append(at)
    return places


def words_once(text: str) -> int:
    seen = []
    count = 0
    for word in text.split():
        if word not in seen:
            seen.append(word)
            count += 1
    return count
