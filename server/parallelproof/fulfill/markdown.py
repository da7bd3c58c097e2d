"""Markdown from texts that nobody vouches for: nothing in them renders but words; the only links are ours."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control and format characters (bidirectional ones among them), surrogates, and what has no meaning."""
_INLINE = re.compile(r"[\\`*\[\]<~|$]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_BLOCK = re.compile(r"^(\d{1,9}(?=[.)])|(?=#{1,6}(?:\s|$)|>|[-+=](?:\s|$|[-+=])))")
_SCHEME = re.compile(r"(?i)(?<![a-z0-9])([a-z][a-z0-9+.-]{0,20}):(?=//)|(mailto|xmpp):")
_WWW = re.compile(r"(?i)(?<!\w)www\.")
_MAIL = re.compile(r"(?<=[\w.+-])@(?=\w)")
_URL_CHARS = 2_000
_UNSAFE_HOST = re.compile(r"[^\w.:\[\]-]")


def plain(text: str, most_chars: int = 2_000) -> str:
    """A text as one line without characters that cannot be seen, ended at a word where it is too long."""
    seen = "".join(" " if char.isspace() else char for char in text[: 4 * most_chars] if _is_seen(char))
    line = " ".join(seen.split())
    return line if len(line) <= most_chars else line[: most_chars - 1].rsplit(" ", 1)[0] + "…"


def escape(text: str, most_chars: int = 2_000) -> str:
    """Markdown that shows a text as it is, in one line: no markup, HTML, image or link of it comes to life."""
    line = _MAIL.sub(" at ", _WWW.sub("www ", plain(text, most_chars)))
    line = _SCHEME.sub(lambda match: (match[1] or match[2]) + " ", line)
    return _BLOCK.sub(r"\1\\", _INLINE.sub(r"\\\g<0>", line))


def code(text: str, most_chars: int = 300) -> str:
    """A text as a span of code, whatever it holds."""
    line = plain(text, most_chars)
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", line)), default=0))
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else ""


def link(title: str, url: str) -> str:
    """A link to an http(s) page that says which host it leads to; only the title where the address is no such page."""
    address, text = http_address(url), escape(title, 200)
    if not address:
        return text
    host = escape(urlsplit(address).hostname or "", 100)
    return f"[{text or host}]({address})" + ("" if text in ("", host) else f" ({host})")


def http_address(url: str) -> str:
    """The address in a form that is safe in a link, "" where it is not http(s), names a user, or is malformed."""
    url = url.strip()
    if len(url) > _URL_CHARS or any(char.isspace() or not _is_seen(char) for char in url):
        return ""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or _UNSAFE_HOST.search(host):
        return ""
    host = f"[{host}]" if ":" in host else host
    rest = (quote(part, safe="/%:;,=+$&?@~-._!") for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, *rest))


def _is_seen(char: str) -> bool:
    return char in "\t\n\r" or unicodedata.category(char) not in _UNSEEN
