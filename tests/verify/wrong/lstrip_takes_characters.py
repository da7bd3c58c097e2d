"""`lstrip("www.")` strips any of these characters, not the prefix."""


def old(host: str) -> str:
    if host.startswith("www."):
        return host[len("www.") :]
    return host


def new(host: str) -> str:
    return host.lstrip("www.")
