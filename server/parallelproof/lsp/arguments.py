"""What commands are given, and how they answer a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from .server import Server

Token = str | int | None


def target(ls: Server, arguments: Sequence[Any]) -> tuple[str | None, str | None]:
    """The document and the unit meant; without arguments, the document edited last."""
    given = arguments[0] if arguments and isinstance(arguments[0], dict) else None
    if given is not None:
        arguments = [given.get("uri"), given.get("unit")]
    return text(arguments, 0) or ls.engine.latest, text(arguments, 1)


def text(arguments: Sequence[Any], at: int) -> str | None:
    return arguments[at] if len(arguments) > at and isinstance(arguments[at], str) else None


def say(ls: Server, sentence: str) -> str:
    ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, sentence))
    return sentence
