def shifted(text):
    for i in range(len(text) // 2):
        if text[i] != text[len(text) - 2 - i]:
            return False
    return True


def counts(text):
    wrong = 0
    for i in range(len(text) // 2):
        if text[i] != text[len(text) - 1 - i]:
            wrong += 1
    return wrong
