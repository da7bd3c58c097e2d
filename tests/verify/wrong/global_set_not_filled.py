"""Words that were refused are noted in a global set; the rewrite notes none."""

REFUSED: set[str] = set()


def old(words: list[str]) -> list[str]:
    kept = []
    for word in words:
        if len(word) > 3:
            kept.append(word)
        else:
            REFUSED.add(word)
    return kept


def new(words: list[str]) -> list[str]:
    return [word for word in words if len(word) > 3]
