"""No need for timespec."""

from datetime import datetime


def old(stamps: list[datetime]) -> str:
    text = ""
    for stamp in stamps:
        text += stamp.isoformat(" ", timespec="seconds") + "\n"
    return text


def new(stamps: list[datetime]) -> str:
    return "".join([f"{stamp}\n" for stamp in stamps])
