def repeated(values):
    found = []
    for value in values:
        if values.count(value) > 1:
            found.append(value)
    return found


def table(words):
    return sorted(words.count(word) for word in set(words))


def most_common(values):
    return max(values, key=values.count)


def winner(votes: list[int]) -> int:
    return max(set(votes), key=votes.count)


def of_letters(words: list[str], wanted: list[str]) -> list[int]:
    return [words.count(word) for word in wanted]


def single(numbers):
    for i in range(len(numbers)):
        if numbers.count(numbers[i]) == 1:
            return numbers[i]
    return None
