"""The lookup table is keyed by lower case, so the KeyError no longer names what the caller asked for."""

RATES = {"EUR": 100, "USD": 108, "GBP": 86}
_FOLDED = {code.lower(): rate for code, rate in RATES.items()}


def old(currency: str) -> int:
    for code, rate in RATES.items():
        if code.lower() == currency.lower():
            return rate
    raise KeyError(currency)


def new(currency: str) -> int:
    return _FOLDED[currency.lower()]
