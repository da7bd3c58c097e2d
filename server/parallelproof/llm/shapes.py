"""Structured answers: how a shape is asked for, and how an answer is read, whatever a model wraps it in.

Imports what takes a second and more: import this only in a thread.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

from openai import pydantic_function_tool
from pydantic import BaseModel, ValidationError

from ..ports import Message

Answer = TypeVar("Answer")
_PROBLEMS = 5


class Misshapen(ValueError):
    """An answer does not fit; the text says where, for the model to put it right."""


def response_format(shape: type[object]) -> dict[str, Any]:
    """The shape as the `response_format` that OpenAI enforces."""
    schema = pydantic_function_tool(_model(shape))["function"]["parameters"]
    enforced = {"name": shape.__name__, "schema": _without_defaults(schema), "strict": True}
    return {"type": "json_schema", "json_schema": enforced}


def asking(messages: Sequence[Message], shape: type[object]) -> list[Message]:
    """The messages, and in the first of them the shape, for servers that do not enforce it."""
    schema = json.dumps(_model(shape).model_json_schema(), separators=(",", ":"))
    told = f"Answer with one JSON object that fits this schema, and with nothing else: {schema}"
    first, rest = messages[0], messages[1:]
    if first.role == "system":
        return [Message("system", f"{first.text}\n\n{told}"), *rest]
    return [Message("system", told), first, *rest]


def repairing(messages: Sequence[Message], answer: str, problem: Misshapen) -> list[Message]:
    """The messages with an answer that did not fit, and why."""
    told = f"That does not fit the schema: {problem}. Answer again, with the corrected JSON object alone."
    return [*messages, Message("assistant", answer), Message("user", told)]


def read(shape: type[Answer], text: str) -> Answer:
    """The answer of a text, which may stand in a fence or between sentences; raises Misshapen."""
    start, end = text.find("{"), text.rfind("}")
    if not 0 <= start < end:
        raise Misshapen("there is no JSON object")
    try:
        return cast("Answer", _model(shape).model_validate_json(text[start : end + 1]))
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)[:_PROBLEMS]
        raise Misshapen("; ".join(f"{_place(problem['loc'])}: {problem['msg']}" for problem in problems)) from None


def _without_defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema as every server takes it: all properties are required there, so defaults say nothing."""
    kept = {word: value for word, value in schema.items() if word != "default"}
    for word in {"properties", "$defs"} & kept.keys():
        kept[word] = {name: _without_defaults(inner) for name, inner in kept[word].items()}
    if "anyOf" in kept:
        kept["anyOf"] = list(map(_without_defaults, kept["anyOf"]))
    if "items" in kept:
        kept["items"] = _without_defaults(kept["items"])
    return kept


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) or "the object"


def _model(shape: type[object]) -> type[BaseModel]:
    return cast("type[BaseModel]", shape)
