"""Texts that a regular expression matches, so that code which looks for patterns gets to see some."""

from __future__ import annotations

import importlib
import re
import sys

parser = importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")

_SPECIAL = set("\\[](){}+*?^$|.")
_CATEGORIES = {"DIGIT": "0123456789٣", "SPACE": " \t\n\u00a0", "WORD": "azAZ09_é", "NOT_DIGIT": "a-", "NOT_SPACE": "a0",
               "NOT_WORD": " -."}  # fmt: skip
_MOST_REPEATS = 3


def matches_of(pattern, dice, count=3):
    """A few texts that match `pattern` as far as simple means allow; none if it is no regular expression."""
    if not _SPECIAL & set(pattern) or len(pattern) > 150:
        return []
    try:
        parsed = parser.parse(pattern)
        return ["".join(_walk(parsed, dice)) for _ in range(count)]
    except (re.error, OverflowError, RecursionError, ValueError, TypeError, IndexError):
        return []


def _walk(parsed, dice):
    for operation, argument in parsed:
        name = str(operation)
        if name == "LITERAL":
            yield chr(argument)
        elif name == "NOT_LITERAL":
            yield "b" if argument == ord("a") else "a"
        elif name == "ANY":
            yield dice.choice("a0 é")
        elif name == "IN":
            yield _member(argument, dice)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = argument
            for _ in range(dice.randint(int(low), min(int(high), int(low) + _MOST_REPEATS))):
                yield from _walk(inner, dice)
        elif name == "BRANCH":
            yield from _walk(dice.choice(argument[1]), dice)
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            yield from _walk(argument[-1] if name == "SUBPATTERN" else argument, dice)


def _member(choices, dice):
    if str(choices[0][0]) == "NEGATE":
        return dice.choice("~a0")
    name, argument = dice.choice(choices)
    if str(name) == "RANGE":
        return chr(dice.randint(argument[0], argument[1]))
    if str(name) == "CATEGORY":
        return dice.choice(_CATEGORIES.get(str(argument).replace("CATEGORY_", ""), "a"))
    return chr(argument)
