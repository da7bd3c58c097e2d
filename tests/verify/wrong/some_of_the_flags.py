"""A single & says whether it is allowed."""

from enum import Flag


class Access(Flag):
    READ = 1
    WRITE = 2
    ADMIN = 4


def old(have: Access, need: Access) -> bool:
    for flag in Access:
        if flag in need and flag not in have:
            return False
    return True


def new(have: Access, need: Access) -> bool:
    return bool(have & need)
