def weights(pairs):
    totals = {}
    for key, weight in pairs:
        totals[key] = totals.get(key, 0) + weight
    return totals


def from_ten(items):
    counts = {}
    for item in items:
        counts[item] = counts.get(item, 10) + 1
    return counts


def already_filled(items, counts):
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    return counts
