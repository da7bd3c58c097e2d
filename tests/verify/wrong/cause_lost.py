"""The error no longer names the one that caused it."""


def old(texts: list[str]) -> list[int]:
    numbers = []
    for text in texts:
        try:
            numbers.append(int(text))
        except ValueError as error:
            raise RuntimeError("not a number") from error
    return numbers


def new(texts: list[str]) -> list[int]:
    try:
        return [int(text) for text in texts]
    except ValueError:
        raise RuntimeError("not a number") from None
