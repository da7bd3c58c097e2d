def looked_up_once(item, items):
    return item in items


def the_list_changes(left, right):
    kept = []
    for item in left:
        if item in right:
            right.remove(item)
            kept.append(item)
    return kept


def changes_under_another_name(left, right):
    same = right
    for item in left:
        if item in right:
            same.append(item)
    return same


def changes_through_a_method(left, right):
    put = right.append
    for item in left:
        if item in right:
            put(item)
    return right


def anything_may_be_asked(questions, right):
    return [question for a in questions for question in a.parts() if question in right]


def already_a_set(left, right):
    right = set(right)
    return [item for item in left if item in right]


def substring(words, text: str):
    return [word for word in words if word in text]


def another_each_time(rows):
    return [row for row in rows for part in row if part in row[1:]]
