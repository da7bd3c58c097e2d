"""Addresses of databases: which database one names, and the address of another on the same server."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from .connect import Unreachable

_DRIVER = re.compile(r"^(postgres(?:ql)?)\+\w+://")


def normal(address: str) -> str:
    """An address as libpq reads it: without the driver that SQLAlchemy's have, as in `postgresql+psycopg://`."""
    return _DRIVER.sub(r"\1://", address.strip())


def database(address: str) -> str:
    """The name of the database that an address means; raises Unreachable where it cannot be read."""
    parts = _parts(address)
    return str(parts.get("dbname") or parts.get("user") or "postgres")


def with_database(address: str, name: str) -> str:
    """The address of another database, for the same user on the same server."""
    return make_conninfo("", **{**_parts(address), "dbname": name})


def with_role(address: str, role: str, password: str) -> str:
    """The address of the same database for another role, as a URL: not every driver reads other forms."""
    parts = _parts(address)
    user, secret, name = (quote(text, safe="") for text in (role, password, str(parts["dbname"])))
    query = [(key, str(value)) for key, value in parts.items() if key in ("host", "port")]
    return f"postgresql://{user}:{secret}@/{name}?{urlencode(query, safe='/', quote_via=quote)}"


def without_secrets(address: str) -> str:
    """The address as it may be shown: no password."""
    return make_conninfo("", **{name: value for name, value in _parts(address).items() if "password" not in name})


def server(address: str) -> tuple[str, str]:
    """Host and port, to tell servers apart; "" is libpq's default."""
    parts = _parts(address)
    return str(parts.get("host") or parts.get("hostaddr") or ""), str(parts.get("port") or "")


def _parts(address: str) -> dict[str, str | int | None]:
    try:
        return dict(conninfo_to_dict(normal(address)))
    except psycopg.Error:
        raise Unreachable("The address of the database cannot be read: check its form.") from None


def is_postgres(address: str) -> bool:
    """Whether an address is one of Postgres, and not of another kind of database."""
    return normal(address).startswith(("postgres://", "postgresql://"))


def is_here(address: str) -> bool:
    """Whether the server is on this machine."""
    try:
        host, _ = server(address)
    except Unreachable:
        return False
    return host in ("", "localhost", "127.0.0.1", "::1") or host.startswith(("/", "@"))
