"""`x in range(...)` holds for whole numbers only; the comparison held for 18.5 too."""


def old(age: float) -> bool:
    if age >= 18:
        if age < 65:
            return True
    return False


def new(age: float) -> bool:
    return age in range(18, 65)
