def two_arguments(words):
    return [int(word, 2) for word in words]


def of_an_expression(words):
    return [int(word + "0") for word in words]


def own_function(words, convert):
    return [convert(word) for word in words]


def only_some(words):
    return [int(word) for word in words if word]


def len_is_theirs(words, len):
    return [len(word) for word in words]
