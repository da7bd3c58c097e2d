"""What may not leave shares nothing: neither calls of others, nor what they are told."""

from __future__ import annotations

import asyncio

from ..net.gate import refusal
from ..ports import Leave


async def is_refused(url: str, leave: Leave) -> bool:
    """Whether `net` will not let it leave for the address; it says why when it is asked."""
    if refusal(url, leave):
        return True
    return bool(leave.paths) and await asyncio.to_thread(_is_kept_back, leave)


def _is_kept_back(leave: Leave) -> bool:
    from ..net.ignored import is_ignored

    try:
        return any(is_ignored(path, leave.root or path.parent) for path in leave.paths)
    except OSError:
        return True
