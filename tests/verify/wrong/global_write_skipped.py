"""The fast path returns before the counter of lookups is raised."""

STATS = {"lookups": 0}


def old(table: dict[str, int], name: str) -> int:
    STATS["lookups"] += 1
    for key, value in table.items():
        if key == name:
            return value
    return 0


def new(table: dict[str, int], name: str) -> int:
    if name not in table:
        return 0
    STATS["lookups"] += 1
    return table[name]
