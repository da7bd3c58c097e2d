"""A search service whose key is at hand, but which the privacy mode keeps from being asked: offered once, ever."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

from . import names

if TYPE_CHECKING:
    from .server import Server

_YES = "Search queries only"
_ANSWERS = (_YES, "Not now", "Never")


async def offer(ls: Server, title: str) -> None:
    """Ask a person; what they choose changes a setting of the editor, and nothing here by itself."""
    message = f"Use {title} for web context? Queries would leave this machine."
    actions = [types.MessageActionItem(answer) for answer in _ANSWERS]
    params = types.ShowMessageRequestParams(types.MessageType.Info, message, actions)
    chosen = await asyncio.shield(ls.protocol.send_request_async(types.WINDOW_SHOW_MESSAGE_REQUEST, params))
    if chosen is None or chosen.title != _YES:
        return
    if ls.can_use_setting:
        ls.protocol.notify(names.USE_SETTING, {"setting": "privacy", "value": "queries-only"})
    else:
        told = 'Set "privacy" to "queries-only" in the editor\'s settings for ParallelProof.'
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, told))
