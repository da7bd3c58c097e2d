def stops_a_stream_early(values):
    return any([value < 0 for value in values])


def with_effects(jobs):
    return any([job.run() for job in jobs])


def keeps_the_list(values):
    checks = [value < 0 for value in values]
    return any(checks), checks


def any_is_theirs(values, any):
    return any([value < 0 for value in values])
