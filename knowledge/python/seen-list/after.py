def first_repeat(values):
    seen = set() if type(values) is str or type(values) is list and set(map(type, values)) <= {int, float, str} else []
    remember = seen.add if type(seen) is set else seen.append
    for value in values:
        if value in seen:
            return value
        remember(value)


def repeated(values):
    found = []
    known = set() if type(values) is str or type(values) is list and set(map(type, values)) <= {int, float, str} else found
    for value in values:
        if values[0] != value and value not in known:
            found.append(value)
            if known is not found:
                known.add(value)
    return found


def visited(steps: list[int]) -> list[int]:
    places = []
    known = set()
    at = 0
    for step in steps:
        at += step
        if at not in known:
            places.append(at)
            known.add(at)
    return places


def words_once(text: str) -> int:
    seen = set()
    count = 0
    for word in text.split():
        if word not in seen:
            seen.add(word)
            count += 1
    return count
