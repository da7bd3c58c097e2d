"""Secrets that are known by the name they are given: `password = "..."`, `API_KEY: ...`, `--token=...`."""

from __future__ import annotations

import math
import re
from collections import Counter

from .secret_shapes import MARK, Substitute

_CERTAIN = r"pass(?:word|wd|phrase)|pwd|secret(?:[_-]?key)?"
_LIKELY = (
    r"(?:api|access|account|auth|private|signing|encryption|subscription|deploy|license|master)[_-]?key"
    r"|token|credentials?|auth(?:orization)?"
)
_PERHAPS = r"(?<![A-Za-z])key|signature|salt|sid|nonce"
_NAME = rf"(?i:(?:(?P<certain>{_CERTAIN})|(?P<likely>{_LIKELY})|(?P<perhaps>{_PERHAPS}))s?\d{{0,3}})(?![A-Za-z])"
_QUOTED = re.compile(
    _NAME
    + r"""\\?["']?\]?[ \t]*(?::[^=\n"'(){},]{1,60})?(?P<by>:=|=>|[=!]?=|:|,)[ \t]*[rbuRBU]{0,2}"""
    + r"""(?P<quote>\\?(?:"{3}|'{3}|["']))(?![,)\]}:;])(?P<value>(?:(?!(?P=quote))[^\n]){1,12000})"""
)
_BARE = re.compile(
    _NAME + r"""[ \t]{0,4}(?P<by>=|:|(?<=[ \t]))[ \t]{0,4}"""
    r"""(?P<value>[^\s"'`(){}\[\],;<>&|]{6,500})(?=\s|["'`&;]|\\n|$)"""
)
_VARIABLE = re.compile(
    rf"(?m)^(?P<name>[ \t]*(?:export[ \t]+)?[A-Z0-9_]*(?:{_CERTAIN.upper()})[A-Z0-9_]*=)"
    r"(?!(?:None|True|False)$)[^\s\"'#()<>${}]{3,500}$"
)
_OPTION = re.compile(r"(?<![\w-])--[\w-]{0,40}\Z")
_PLACEHOLDER = re.compile(
    r"(?:<[^<>]*>)+|\$?\{[^{}]*\}|\$[A-Z_]+|\$\([^()]*\)|%\(\w+\)s|%[srd]|\[[^\[\]]*\]|\.{2,}|[xX*]+|\s*"
)
_TYPE = re.compile(r"[A-Za-z_.]*(?:int|float|bytes|complex|str|utf|sha|md|base)-?\d+")
_WORD = re.compile(r"[A-Za-z_][\w.]*")
_WORDS = re.compile(r"[a-z][a-z0-9]*(?:[_.][a-z0-9]+)+")
_DIGIT = re.compile(r"\d")


def without_assigned_secrets(text: str, sub: Substitute = re.Pattern.sub) -> str:
    """The text with a mark for each value that looks like a secret where its name says that it is one."""
    text = sub(_QUOTED, _without_quoted, text)
    return sub(_VARIABLE, rf"\g<name>{MARK}", sub(_BARE, _without_bare, text))


def _without_quoted(match: re.Match[str]) -> str:
    value = match["value"]
    if _PLACEHOLDER.fullmatch(value):
        return match[0]
    is_certain = match["certain"] and match["by"] != "," and len(value) >= 3
    return _marked(match) if is_certain or _is_likely(match) else match[0]


def _without_bare(match: re.Match[str]) -> str:
    """A value without quotes may also be code: only what cannot be a name counts as certain."""
    value = match["value"]
    if _PLACEHOLDER.fullmatch(value) or _TYPE.fullmatch(value) or not _DIGIT.search(value):
        return match[0]
    is_option = _OPTION.search(match.string, max(0, match.start() - 44), match.start()) is not None
    if not match["by"] and not is_option:
        return match[0]
    is_certain = match["certain"] and (is_option or match["by"] == ":" or not _WORD.fullmatch(value))
    is_likely = _is_likely(match) and not _WORDS.fullmatch(value)
    return _marked(match) if is_certain or is_likely else match[0]


def _marked(match: re.Match[str]) -> str:
    start, end = (at - match.start() for at in match.span("value"))
    return match[0][:start] + MARK + match[0][end:]


def _is_likely(match: re.Match[str]) -> bool:
    value = match["value"]
    return _is_random(value) and (not match["perhaps"] or (value.isalnum() and len(_DIGIT.findall(value)) >= 3))


def _is_random(value: str) -> bool:
    """Whether a text is more like a key than like a word: letters and digits, hardly any of them twice."""
    if len(value) < 12 or re.search(r"\s", value) or not re.search(r"\d.*[A-Za-z]|[A-Za-z].*\d", value):
        return False
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values()) >= 3.0
