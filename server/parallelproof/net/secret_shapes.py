"""Secrets that are known by their shape alone, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Callable

MARK = "<secret>"

Replacement = str | Callable[[re.Match[str]], str]
Substitute = Callable[[re.Pattern[str], Replacement, str], str]
"""What does as `re.Pattern.sub` does."""

_PREFIXED = re.compile(
    r"""(?<![A-Za-z0-9_-])(?:
      (?:sk|pplx|tvly|xai|glpat|pypi|rnd|key)-(?=[\w-]{0,40}\d)[A-Za-z0-9_-]{16,}
    | (?:[sr]k|pk)_(?:live|test)_[A-Za-z0-9]{16,} | whsec_[A-Za-z0-9+/]{16,}
    | gh[pousr]_[A-Za-z0-9]{20,} | github_pat_\w{20,} | (?:gsk|hf|npm|nvapi|r8)_(?=\w{0,40}\d)[A-Za-z0-9]{20,}
    | (?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16} | (?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}
    | AIza[A-Za-z0-9_-]{30,} | ya29\.[A-Za-z0-9_-]{20,} | GOCSPX-[A-Za-z0-9_-]{20,}
    | SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,} | (?:dop|doo|dor)_v1_[a-f0-9]{32,} | shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}
    | (?:AC|SK)[a-f0-9]{32} | \d{8,10}:[A-Za-z0-9_-]{35} | BSA[A-Za-z0-9_-]{24,} | AGE-SECRET-KEY-1[A-Z0-9]{40,}
    | eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?
    )""",
    re.VERBOSE,
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?P<kind>[A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?)-----"
    r"(?:.{0,12000}?-----END (?P=kind)-----|(?:(?:\s|\\n){1,4}(?:[A-Za-z0-9+/=]{16,}|[\w-]{1,30}: [^\n]{1,200}))+)",
    re.DOTALL,
)
_BASE64_LINE = re.compile(
    r"(?m)^(?P<before>[ \t]*[rbu]{0,2}[\"']?)(?=[^\n]{0,80}[a-z])(?=[^\n]{0,80}[A-Z])(?=[^\n]{0,80}\d)"
    r"[A-Za-z0-9+/]{60,}={0,2}(?=(?:\\n)?[\"']?[ \t]*$)"
)
_USER_INFO = re.compile(
    r"(?<=://)(?:[^\s/@:'\"{}$<>%]{0,100}:[^\s/@'\"{}$<>]{1,200}|(?=[^\s/@]{0,40}\d)[\w-]{16,200})(?=@)"
)
_CREDENTIALS = re.compile(r"(?i)\b(bearer|basic)(\s+)(?=[\w.~+/-]{0,60}\d)[\w.~+/-]{12,}={0,2}")
_WEBHOOK = re.compile(r"(https://(?:hooks\.slack\.com/services|discord(?:app)?\.com/api/webhooks)/)[\w/-]{16,}")


def without_known_secrets(text: str, sub: Substitute = re.Pattern.sub) -> str:
    """The text with a mark for each key, token, private key, password in an address, and secret address."""
    text = sub(_PRIVATE_KEY, MARK, text)
    text = sub(_BASE64_LINE, rf"\g<before>{MARK}", text)
    text = sub(_USER_INFO, MARK, text)
    text = sub(_WEBHOOK, rf"\1{MARK}", text)
    text = sub(_PREFIXED, MARK, text)
    return sub(_CREDENTIALS, rf"\1\2{MARK}", text)
