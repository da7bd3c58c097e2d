"""Hits out of what a search service sent: checked, cleaned and cut, since anybody may have written it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from ..domain import Hit

_TITLE_CHARS = 160
_SNIPPET_CHARS = 600
_DATE_CHARS = 40
_URL_CHARS = 2000
_READ_CHARS = 2000
_READ_RESULTS = 40
_NESTED_MARKUP = 3

_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
_TAG = re.compile(r"<(?:!--|[/!?]?[a-zA-Z])[^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(\s*(?:[a-zA-Z][a-zA-Z0-9+.-]*:|[<./#])(?:[^()]|\([^()]{0,200}\)){0,500}\)")
_FENCE = re.compile(r"`{3,}|~{3,}")
_SAFE_IN_URLS = "/?:;@!$&'*+,=-._~%"


class Malformed(Exception):
    """An answer does not have the shape that the provider documents."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result as the provider sent it, of any type and with any content."""

    title: Any
    url: Any
    text: Any = ""
    date: Any = None
    score: Any = None


def hits_of(results: Sequence[Result], query: str, source: str, k: int) -> tuple[Hit, ...]:
    """At most `k` hits with http(s) addresses, each once; raises Malformed where no result has an address at all."""
    results = results[:_READ_RESULTS]
    if results and not any(isinstance(result.url, str) for result in results):
        raise Malformed
    hits: dict[str, Hit] = {}
    for result in results:
        if len(hits) == k:
            break
        url = web_address(result.url)
        if url is not None and url not in hits:
            title = plain_text(result.title, _TITLE_CHARS) or url.partition("://")[2]
            snippet, date = plain_text(result.text, _SNIPPET_CHARS), plain_text(result.date, _DATE_CHARS) or None
            hits[url] = Hit(query, title, url, snippet, source, date, _score(result.score))
    return tuple(hits.values())


def _score(score: Any) -> float | None:
    return score if isinstance(score, float) and isfinite(score) else None


def results_of(answer: Any, *path: str, text: str, date: str) -> list[Result]:
    """The results in the list under the path, given what the provider calls a result's text and date."""
    return [
        Result(item.get("title"), item.get("url"), item.get(text), item.get(date), item.get("score"))
        for item in objects_in(answer, *path)
    ]


def objects_in(answer: Any, *path: str) -> list[dict[str, Any]]:
    """The objects in the list under the path; raises Malformed if there is no such list, or no object in it."""
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(answer, list):
        raise Malformed
    objects = [item for item in answer if isinstance(item, dict)]
    if answer and not objects:
        raise Malformed
    return objects


def web_address(url: Any) -> str | None:
    """The address, with everything quoted that markup could mean, if it is an http(s) one without a user's name."""
    if not isinstance(url, str) or not 0 < len(url) <= _URL_CHARS:
        return None
    try:
        parts = urlsplit(url.strip())
        host = _host(parts)
        path, query, fragment = (quote(part, _SAFE_IN_URLS) for part in parts[2:])
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or host is None or "@" in parts.netloc:
        return None
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _host(parts: SplitResult) -> str | None:
    """Host and port in ASCII, so that letters that look like others show; None if there is none."""
    host = (parts.hostname or "").encode("idna").decode()
    if not re.fullmatch(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?", host):
        return None
    return f"{host}:{parts.port}" if parts.port else host


def plain_text(text: Any, most_chars: int) -> str:
    """One line without tags, links of markup, control characters and what reorders or hides letters; cut at a word.

    It may still hold single characters that mean something in Markdown: whoever renders it escapes them.
    """
    if not isinstance(text, str):
        return ""
    visible = "".join(_visible(_TERMINAL.sub("", html.unescape(text[:_READ_CHARS]))))
    line = " ".join(_without_markup(visible).split())
    if len(line) <= most_chars:
        return line
    return line[: most_chars - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _without_markup(text: str) -> str:
    """What is left without tags, links and fences; what nests them too deep loses its brackets."""
    for _ in range(_NESTED_MARKUP):
        text = _FENCE.sub(" ", _LINK.sub(r"\1", _TAG.sub(" ", text)))
    return re.sub(r"[<>\[\]]", " ", text) if _TAG.search(text) or _LINK.search(text) else text


def _visible(text: str) -> Iterable[str]:
    for char in text:
        category = unicodedata.category(char)
        if category in ("Cc", "Zl", "Zp"):
            yield " "
        elif category[0] != "C":
            yield char
