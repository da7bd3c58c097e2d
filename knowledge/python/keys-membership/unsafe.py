def cannot_hash_perhaps(table: dict, key):
    return key in list(table.keys())


def any_mapping(table, key):
    return key in table.keys()


def values(table: dict[str, int], value: int) -> bool:
    return value in list(table.values())
