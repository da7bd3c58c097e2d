"""The table has the same answers as the chain, and the same default for the rest."""

_FEES = {"letter": 1, "parcel": 5, "pallet": 40}


def old(kind: str) -> int:
    if kind == "letter":
        return 1
    elif kind == "parcel":
        return 5
    elif kind == "pallet":
        return 40
    else:
        return 0


def new(kind: str) -> int:
    return _FEES.get(kind, 0)
