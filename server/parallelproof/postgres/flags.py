"""The settings of the embedded servers, which are two of many programs on a laptop: one for trials, one for copies."""

from __future__ import annotations

import os

_MIB = 1 << 20

_BOTH = {
    # Reached through its socket only, which only the user can reach.
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    # Passwords are random and long: nothing is gained by making each connection compute for milliseconds.
    "scram_iterations": "1",
    # Nobody replicates it, so bulk loads and index builds need not be logged.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    # The log never holds a query, which may hold a secret.
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
_TRIALS = {
    "cluster_name": "parallelproof trials",
    "shared_buffers": "32MB",
    "max_connections": "50",
}
"""As Postgres is: what was committed is on the disk."""
_COPIES = {
    "cluster_name": "parallelproof copies",
    "max_connections": "200",
    # A fork is made of some 300 files: to wait for the disk, it takes 1.5 s instead of 0.07.
    "fsync": "off",
    "full_page_writes": "off",
    # Nothing may run beside a timed query, or change its plan between two runs: who writes much, analyses it himself.
    "autovacuum": "off",
    "jit": "off",
    "maintenance_work_mem": "256MB",
}
"""What is not on the disk yet is lost when the machine goes down; when a process does, nothing is."""


def flags(is_durable: bool) -> list[str]:
    """The command line of the server for trials, which is durable, or of the one for copies."""
    copies = {**_COPIES, "shared_buffers": f"{_shared_buffers() // _MIB}MB"}
    settings = _BOTH | (_TRIALS if is_durable else copies)
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _shared_buffers() -> int:
    """Bytes: an eighth of the memory, 128 MB to 1 GB. A page of it takes memory once it was used, and until the end."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError, AttributeError):
        return 128 * _MIB
    return max(128 * _MIB, min(1024 * _MIB, memory // 8))
