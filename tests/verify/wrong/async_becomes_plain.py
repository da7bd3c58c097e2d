"""Nothing in it waits, so `async` was dropped; callers that await the result get a TypeError."""


async def old(numbers: list[int]) -> int:
    total = 0
    for number in numbers:
        total += number
    return total


def new(numbers: list[int]) -> int:
    return sum(numbers)
