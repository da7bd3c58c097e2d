"""A report of a small shop. Some of this can be faster: ask for "Optimise This File"."""


def unique(customers: list[str]) -> list[str]:
    """Each customer once, in the order of their first visit."""
    found = []
    for customer in customers:
        if customer not in found:
            found.append(customer)
    return found


def missing(ordered: list[int], stock: list[int]) -> list[int]:
    """What was ordered and is not in stock."""
    return [article for article in ordered if article not in stock]


def listing(lines: list[str]) -> str:
    """All lines as one text."""
    text = ""
    for line in lines:
        text += line + "\n"
    return text
