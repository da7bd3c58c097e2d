"""The environment's proxy for an address elsewhere: HTTPS_PROXY, ALL_PROXY and NO_PROXY, in either case."""

from __future__ import annotations

from collections.abc import Mapping


def proxy_for(url: str, host: str, environ: Mapping[str, str]) -> str | None:
    """The http(s) proxy to go through, None for the direct way. Proxies of other kinds are not known."""
    named = _variable(environ, f"{url.partition(':')[0]}_proxy") or _variable(environ, "all_proxy")
    if not named or _is_excepted(host, _variable(environ, "no_proxy")):
        return None
    proxy = named if "://" in named else f"http://{named}"
    return proxy if proxy.startswith(("http://", "https://")) else None


def _variable(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name) or environ.get(name.upper()) or ""


def _is_excepted(host: str, listed: str) -> bool:
    suffixes = [entry.strip().lstrip("*").lstrip(".").lower() for entry in listed.split(",")]
    host = host.lower()
    return listed.strip() == "*" or any(s and (host == s or host.endswith(f".{s}")) for s in suffixes)
