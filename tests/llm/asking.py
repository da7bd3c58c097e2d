"""Ask a model, in the two ways that there are."""

from __future__ import annotations

import contextlib
from typing import Any

from parallelproof.llm.client import OpenAIModel
from parallelproof.ports import Leave, Message
from parallelproof.settings import Settings
from pydantic import BaseModel

from tests.backends.openai_server import OpenAIServer

MESSAGES = (Message("system", "You answer."), Message("user", "Which name is meant?"))


class Choice(BaseModel):
    """What the tests ask for."""

    name: str
    line: int
    others: list[str] = []


def leave(server: OpenAIServer, **options: Any) -> Leave:
    """Under the default privacy mode, to a server on this machine."""
    known = {"model": server.model, "model_url": server.url, "model_key": server.key, "model_timeout_s": 5.0}
    return Leave("document", Settings(**{**known, **options}))


async def streamed(model: OpenAIModel, leave: Leave, stop: tuple[str, ...] = ()) -> str:
    """All that a stream gives."""
    async with contextlib.aclosing(model.stream(MESSAGES, leave, stop)) as pieces:
        return "".join([piece async for piece in pieces])
