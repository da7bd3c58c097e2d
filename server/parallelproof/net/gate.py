"""The privacy gate: whether something may go to an address at all, decided before anything is looked up or opened."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from ..ports import Leave
from ..settings import Privacy

_ALLOWED = {
    ("query", Privacy.QUERIES_ONLY),
    ("query", Privacy.FULL),
    ("document", Privacy.FULL),
    *(("fork", privacy) for privacy in Privacy),
}
_NEVER_IN_ADDRESSES = re.compile(r"[^!-\[\]-~]")
"""Two readers of an address may differ on what these mean, and then on whose it is."""
_HOST = re.compile(r"[a-z0-9_.:-]+")
_WHAT = {"query": "search queries", "document": "code", "fork": "names of forks"}


class LeadsAway(OSError):
    """A name that should mean this machine means another."""


def refusal(url: str, leave: Leave) -> str | None:
    """Why this may not go to the address, in one sentence that names the setting; None if it may."""
    if _NEVER_IN_ADDRESSES.search(url):
        return "its address holds characters that no address has"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or not _HOST.fullmatch(host) or parts.scheme not in ("http", "https"):
        return "its address must begin with https://, or http:// on this machine, and name a host"
    if parts.username is not None or parts.password is not None:
        return "its address holds a user name or password, which belongs in the setting for the key"
    if is_this_machine(host):
        return None
    privacy = leave.settings.privacy
    if (leave.matter, privacy) not in _ALLOWED:
        return f"the setting `privacy` is `{privacy}`, which keeps {_WHAT[leave.matter]} from leaving for {host}"
    if parts.scheme == "http":
        return f"plain http is for this machine only; use https:// for {host}"
    return None


def is_this_machine(host: str) -> bool:
    """Whether the host is a loopback address or `localhost`.

    Other names are not looked up: the question alone would tell others of them.
    """
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost") or is_loopback(name)


def is_loopback(address: str) -> bool:
    """Whether an IP address stays within this machine; False for what is no address."""
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
