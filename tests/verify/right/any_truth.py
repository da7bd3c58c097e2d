"""`any` asks the same items for their truth and stops at the same one."""


def old(items):
    for item in items:
        if item:
            return True
    return False


def new(items):
    return any(items)
