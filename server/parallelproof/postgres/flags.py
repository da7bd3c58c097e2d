"""The settings of the shared server: one of many programs on a laptop, which keeps what must last and hosts forks."""

from __future__ import annotations

import os

_MIB = 1 << 20

_SETTINGS = {
    # Reached through its socket only, which only the user can reach.
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "cluster_name": "parallelproof",
    "max_connections": "200",
    # Nothing that was kept may be lost or torn, so fsync and full_page_writes stay on. A commit does not wait for the
    # disk, as forks are thrown away; who keeps something says `synchronous_commit=on` for its own connection.
    "synchronous_commit": "off",
    # Nobody copies this server, so bulk loads and index builds need not be logged.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    # Nothing may run beside a timed query, or change its plan between two runs: who writes much, analyses it itself.
    "autovacuum": "off",
    "jit": "off",
    "maintenance_work_mem": "256MB",
    # The log never holds a query, which may hold a secret.
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}


def flags() -> list[str]:
    """The server's command line."""
    settings = _SETTINGS | {"shared_buffers": f"{_shared_buffers() // _MIB}MB"}
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _shared_buffers() -> int:
    """Bytes: an eighth of the memory, 128 MB to 1 GB. A page of it takes memory once it was used, and until the end."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError, AttributeError):
        return 128 * _MIB
    return max(128 * _MIB, min(1024 * _MIB, memory // 8))
