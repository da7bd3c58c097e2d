"""The groups come in the same order, and the result is turned back into a plain dict."""

from collections import defaultdict


def old(words: list[str]) -> dict[str, list[str]]:
    groups = {}
    for word in words:
        if word[:1] not in groups.keys():
            groups[word[:1]] = []
        groups[word[:1]] = groups[word[:1]] + [word]
    return groups


def new(words: list[str]) -> dict[str, list[str]]:
    groups = defaultdict(list)
    for word in words:
        groups[word[:1]].append(word)
    return dict(groups)
