"""`lower` leaves "ß" and "ss" apart, `casefold` makes them one."""


def old(left: str, right: str) -> bool:
    if left.casefold() == right.casefold():
        return True
    return False


def new(left: str, right: str) -> bool:
    return left.lower() == right.lower()
