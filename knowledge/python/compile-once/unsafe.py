import re


def once(word):
    return re.match(r"\d+$", word)


def another_each_time(words, patterns):
    return [re.match(pattern, word) for word in words for pattern in patterns]


def with_flags(words):
    return [re.match("a", word, re.I) for word in words]


def broken(words):
    return [re.match("(", word) for word in words]
