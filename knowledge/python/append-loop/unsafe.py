def reads_what_it_builds(values):
    result = []
    for value in values:
        if value not in result:
            result.append(value)
    return result


def variable_outlives_the_loop(values):
    result = []
    for value in values:
        result.append(value + 1)
    return result, value


def half_done_when_it_fails(values):
    result = []
    try:
        for value in values:
            result.append(int(value))
    except ValueError:
        pass
    return result


def has_an_else(values):
    result = []
    for value in values:
        result.append(value + 1)
    else:
        result = None
    return result


async def waits(source):
    result = []
    async for value in source:
        result.append(value + 1)
    return result


def hands_out(values):
    result = []
    for value in values:
        result.append((yield value))
    return result


def seen_by_a_closure(values):
    result = []
    for value in values:
        result.append(lambda: value)
    return result


def list_means_something_else(values, list):
    result = []
    for value in values:
        result.append(value)
    return result
