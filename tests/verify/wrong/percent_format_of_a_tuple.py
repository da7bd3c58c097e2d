"""`%` takes a tuple for the list of its arguments, an f-string prints it whole."""


def old(value):
    line = "value: %s" % value
    return line


def new(value):
    return f"value: {value}"
