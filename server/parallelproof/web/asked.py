"""What a client may ask of campaigns and of verification, and how that is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import models_json_schema

from .refusal import Refused

_REF = "#/components/schemas/{model}"
Language = Literal["python", "sql"]
Code = Annotated[str, Field(min_length=1, pattern=r"^[^\x00]*$")]
Name = Annotated[str, Field(min_length=1, max_length=500)]
Database = Annotated[str, Field(min_length=1, max_length=2000, description="Its address, or `copy:NAME`.")]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class _Campaign(_Asked):
    names: list[Name] | None = Field(None, min_length=1, max_length=1000, description="Only these functions, queries.")
    agents: int | None = Field(None, ge=1, le=10_000, description="Each one strategy on one function or query.")
    budget_s: float | None = Field(None, gt=0, le=86_400, description="Seconds after which it ends.")
    database: Database | None = Field(
        None, description="The development database that queries are tried on, in copies."
    )


class OptimizeCode(_Campaign):
    """Code that is in no file."""

    code: Code
    language: Language = "python"


class OptimizePath(_Campaign):
    """A file or folder that is served."""

    path: str = Field(min_length=1, max_length=4096, description="Absolute, or from a served folder.")


class Verify(_Asked):
    """Two versions of a function or of a query; `name` is needed where the old code defines several."""

    old: Code
    new: Code
    language: Language = "python"
    name: Name | None = None
    database: Database | None = None


_Model = TypeVar("_Model", bound=BaseModel)


def optimization(body: object) -> OptimizeCode | OptimizePath:
    """What is to be optimised; raises Refused."""
    is_file = isinstance(body, Mapping) and "path" in body
    return _read(OptimizePath, body) if is_file else _read(OptimizeCode, body)


def verification(body: object) -> Verify:
    """What is to be compared; raises Refused."""
    return _read(Verify, body)


def schemas() -> dict[str, Any]:
    """JSON Schemas of what may be asked, by name."""
    _, found = models_json_schema(
        [(OptimizeCode, "validation"), (OptimizePath, "validation"), (Verify, "validation")], ref_template=_REF
    )
    either = [{"$ref": _REF.format(model=model.__name__)} for model in (OptimizeCode, OptimizePath)]
    return {**found["$defs"], "Optimize": {"oneOf": either}}


def _read(model: type[_Model], body: object) -> _Model:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise Refused(f"`{where}` cannot be used: {first['msg'].rstrip('.')}.") from None
