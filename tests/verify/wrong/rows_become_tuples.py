"""`zip` pairs are tuples, the loop built lists."""


def old(names: list[str], scores: list[int]) -> list:
    rows = []
    for i in range(min(len(names), len(scores))):
        rows.append([names[i], scores[i]])
    return rows


def new(names: list[str], scores: list[int]) -> list:
    return list(zip(names, scores))
