"""Every option with its default, unit and one-line meaning; one frozen value for each folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Any


class Privacy(StrEnum):
    """What may leave the machine: nothing, search queries, or text of documents too."""

    LOCAL_ONLY = "local-only"
    QUERIES_ONLY = "queries-only"
    FULL = "full"


class FulfillOn(StrEnum):
    """When things are looked up: as you type, or when you ask."""

    TYPING = "typing"
    DEMAND = "demand"


class SearchProvider(StrEnum):
    """Who searches the web; `auto` is the first that a key or an address is known for."""

    AUTO = "auto"
    NONE = "none"
    PERPLEXITY = "perplexity"
    SONAR = "sonar"
    TAVILY = "tavily"
    BRAVE = "brave"
    EXA = "exa"
    SEARXNG = "searxng"


class GhostText(StrEnum):
    """Inline suggestions: always, only where no other provider of them is active, or never."""

    ALWAYS = "always"
    YIELD = "yield"
    NEVER = "never"


class ForkChoice(StrEnum):
    """Who makes forks of databases; `auto` is the cheapest that works where the database is."""

    AUTO = "auto"
    TRANSACTION = "transaction"
    CLONE = "clone"
    COPY = "copy"
    TIGER = "tiger"
    NEON = "neon"


def _spare_cores() -> int:
    return max(1, (os.cpu_count() or 2) - 1)


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of one folder. A docstring under a field is its documentation, in the editor too."""

    enabled: bool = True
    """Analyse and optimise at all."""
    trusted: bool = False
    """The workspace may be run: nothing of the user's runs before this is true."""
    pause_s: float = 1.5
    """Quiet time after the last edit before background work starts."""
    python: Path | None = None
    """Interpreter that runs the project's code; None finds the active environment, `.venv`, or our own."""
    tests: tuple[Path, ...] = ()
    """Test files or folders to capture calls from; empty finds them by pytest's conventions."""
    agents: int = 50
    """Agents in a campaign, each one strategy on one unit."""
    jobs: int = field(default_factory=_spare_cores)
    """Sandboxed processes at the same time."""
    budget_s: float | None = None
    """Seconds a campaign may take; None has no limit."""
    min_speedup: float = 1.1
    """A win's lower confidence bound must be above this ratio."""
    show_minor: bool = False
    """Also show wins too small to interrupt for."""
    code_lens: bool = False
    """Show a code lens above functions with a win, after a save."""
    pause_on_battery: bool = True
    """Start no campaign while the machine runs on battery."""
    ignore_patterns: frozenset[str] = frozenset()
    """Ids of patterns that are switched off."""
    exclude: tuple[str, ...] = ()
    """Glob patterns of files that are left alone."""
    profile: Path | None = None
    """A cProfile `.prof` or speedscope JSON that says what is hot."""
    max_file_bytes: int = 2_000_000
    """Files larger than this are left alone."""
    samples: int = 300
    """Generated inputs for each function."""
    call_timeout_s: float = 0.5
    """A single call in a verification may take this long."""
    job_timeout_s: float = 20.0
    """A sandboxed job is killed after this long."""
    capture_timeout_s: float = 30.0
    """The project's tests may run this long while calls are captured."""
    memory_bytes: int = 2 << 30
    """Address space of a sandboxed process."""
    fulfill: bool = True
    """Look things up while you type."""
    fulfill_on: FulfillOn = FulfillOn.TYPING
    """Look things up while you type (`typing`), or only when you ask (`demand`)."""
    trigger_chars: int = 20
    """Characters typed or pasted since the last look before the next one."""
    typing_pause_s: float = 0.6
    """Quiet time before a look, at most; it adapts to your own rhythm of typing."""
    fulfill_deadline_s: float = 5.0
    """What has not been found after this long is not waited for."""
    ambiguity: bool = True
    """Settle which definition a name means."""
    show_undefined: bool = False
    """Also mark names that are defined nowhere, as other tools do."""
    web_context: bool = True
    """Bring what documents say: local ones, and the web where the privacy mode allows it."""
    completion: bool = True
    """Complete at the cursor: calls from their signatures, more with a model."""
    ghost_text: GhostText = GhostText.YIELD
    """Inline suggestions: `always`, `yield` to another provider that is active in the editor, or `never`."""
    privacy: Privacy = Privacy.LOCAL_ONLY
    """What may leave the machine: nothing (`local-only`), search queries (`queries-only`), or code too (`full`)."""
    search_provider: SearchProvider = SearchProvider.AUTO
    """Who searches the web; `auto` is the first whose key is found, or `searxng` where its address is set."""
    search_url: str = ""
    """Address of the search service; empty is the provider's own. Needed for `searxng`."""
    search_key: str = field(default="", repr=False)
    """Key of the search service; empty looks in the environment, then in the system's keyring."""
    model: str = ""
    """Name of the language model; empty uses none."""
    model_url: str = ""
    """Address of an OpenAI-compatible API, such as `http://127.0.0.1:11434/v1`; empty is OpenAI's own."""
    model_key: str = field(default="", repr=False)
    """Key of the model's API; empty looks in the environment, then in the system's keyring."""
    model_timeout_s: float = 20.0
    """An answer of the model may take this long."""
    model_tokens_per_session: int = 500_000
    """Tokens that the model may use before the server ends."""
    model_tokens_per_day: int = 2_000_000
    """Tokens that the model may use in a day."""
    model_price_in: float = 0.0
    """Price of a million tokens sent to the model, in US dollars."""
    model_price_out: float = 0.0
    """Price of a million tokens that the model writes, in US dollars."""
    model_cost_per_session: float = 1.0
    """US dollars that the model may cost before the server ends, by the prices above."""
    model_cost_per_day: float = 5.0
    """US dollars that the model may cost in a day, by the prices above."""
    response_cache_bytes: int = 64 << 20
    """Disk that kept answers of search services may take."""
    database: str = ""
    """Address of the development database that queries are tried on, in copies; empty asks `DATABASE_URL`."""
    store_database: str = ""
    """Address of a Postgres that keeps the trials; empty is an embedded one, started when it is first needed."""
    trials_days: float = 365.0
    """Days that trials are kept."""
    trials_most: int = 200_000
    """Trials that are kept at most; those of the oldest campaigns go first."""
    fork_provider: ForkChoice = ForkChoice.AUTO
    """Who makes the copies: `transaction`, `clone`, `copy`, `tiger`, `neon`, or `auto`, the cheapest that works."""
    fork_service: str = ""
    """Id of the Tiger Cloud service, or of the Neon project, that forks are made of."""
    fork_key: str = field(default="", repr=False)
    """Key of the cloud's API (`public:secret` for Tiger Cloud); empty looks in the environment, then in the keyring."""
    fork_url: str = ""
    """Address of the cloud's API; empty is the provider's own."""
    fork_bytes: int = 10 << 30
    """Disk that copies of databases may take together."""
    fork_ttl_s: float = 3600.0
    """A fork older than this is removed, whoever left it."""
    statement_timeout_s: float = 30.0
    """A statement on a fork may take this long."""


CHOICES = (Privacy, FulfillOn, SearchProvider, GhostText, ForkChoice)
"""The options' types that are one of a few words."""
ALIASES = {"ignore": "ignore_patterns"}
"""Short names for pyproject.toml and editors."""
CLIENT_ONLY = frozenset({"path", "server", "show_gain", "args", "interpreter", "import_strategy", "trace"})
"""What an editor keeps in the same section for itself: where the server is, what is drawn, how much is logged."""
_AT_LEAST = {
    "pause_s": 0.0, "agents": 1, "jobs": 1, "budget_s": 0.0, "min_speedup": 1.0, "max_file_bytes": 1, "samples": 1,
    "call_timeout_s": 0.001, "job_timeout_s": 0.1, "capture_timeout_s": 0.0, "memory_bytes": 64 << 20,
    "trigger_chars": 1, "typing_pause_s": 0.0, "fulfill_deadline_s": 0.1, "model_timeout_s": 0.1,
    "model_tokens_per_session": 0, "model_tokens_per_day": 0, "model_price_in": 0.0, "model_price_out": 0.0,
    "model_cost_per_session": 0.0, "model_cost_per_day": 0.0, "response_cache_bytes": 1 << 20,
    "trials_days": 1.0, "trials_most": 1000, "fork_bytes": 0, "fork_ttl_s": 60.0, "statement_timeout_s": 0.1,
}  # fmt: skip
_AT_MOST = {
    "pause_s": 60.0, "agents": 10_000, "jobs": 1024, "max_file_bytes": 50_000_000, "samples": 100_000,
    "call_timeout_s": 60.0, "job_timeout_s": 3600.0, "capture_timeout_s": 3600.0, "trigger_chars": 100_000,
    "typing_pause_s": 60.0, "fulfill_deadline_s": 60.0, "model_timeout_s": 600.0, "response_cache_bytes": 16 << 30,
    "fork_ttl_s": 7 * 86400.0, "statement_timeout_s": 3600.0,
}  # fmt: skip
"""A project may set these: none of them may keep the server busy, or silent, without end."""


EDITOR_ONLY = frozenset({
    "trusted", "privacy", "search_provider", "search_url", "search_key", "model", "model_url", "model_key",
    "model_tokens_per_session", "model_tokens_per_day", "model_price_in", "model_price_out",
    "model_cost_per_session", "model_cost_per_day", "database", "store_database", "trials_days", "trials_most",
    "fork_provider", "fork_service", "fork_key", "fork_url", "fork_bytes",
})  # fmt: skip
"""What no project may say of itself: if it is trusted, what leaves the machine, to whom, for how much; its database."""


def editor_name(field_name: str) -> str:
    """How an editor spells an option: `pause_s` is `pauseS`."""
    head, *tail = field_name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def updated(
    settings: Settings, table: Mapping[str, Any], root: Path | None = None, locked: frozenset[str] = frozenset()
) -> tuple[Settings, tuple[str, ...]]:
    """The settings with a table's options in place, and one sentence for each that could not be used.

    Names may be written `pause_s`, `pause-s` or `pauseS`; null is as good as absent; relative paths are against `root`;
    what is ignored or excluded adds to what was. Options in `locked` may not come from this table.
    """
    known = {option.name: str(option.type) for option in fields(Settings)}
    problems: list[str] = []
    for written, value in table.items():
        name = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", written).replace("-", "_").lower()
        name = ALIASES.get(name, name)
        if name in CLIENT_ONLY or value is None:
            continue
        if name not in known:
            problems.append(f"`{written}` is not an option of ParallelProof; the README lists them all.")
        elif name in locked:
            problems.append(f"`{written}` may not be set here; set it in the editor.")
        else:
            try:
                settings = replace(settings, **{name: _merged(settings, name, _READERS[known[name]](value, root))})
            except ValueError as error:
                problems.append(f"`{written}` must be {error}, not {value!r:.60}; it keeps its value.")
    return settings, tuple(problems)


def _merged(settings: Settings, name: str, value: Any) -> Any:
    if name == "ignore_patterns":
        return settings.ignore_patterns | value
    if name == "exclude":
        return tuple(dict.fromkeys(settings.exclude + value))
    if name in _AT_LEAST and value is not None and value < _AT_LEAST[name]:
        raise ValueError(f"{_AT_LEAST[name]:,.12g} or more")
    if name in _AT_MOST and value > _AT_MOST[name]:
        raise ValueError(f"{_AT_MOST[name]:,.12g} or less")
    return value


def _bool(value: object, root: Path | None) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _number(value: object, root: Path | None) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("a number")
    return float(value)


def _whole(value: object, root: Path | None) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise ValueError("a whole number")
    return int(value)


def _texts(value: object, root: Path | None) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) and item for item in items):
        raise ValueError("a list of texts")
    return tuple(items)


def _path(value: object, root: Path | None) -> Path | None:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("a path")
    return next(_paths(value, root), None)


def _text(value: object, root: Path | None) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("a text")
    return value.strip()


def _one_of(kind: type[StrEnum]) -> Callable[[object, Path | None], StrEnum]:
    def read(value: object, root: Path | None) -> StrEnum:
        if value not in list(kind):
            raise ValueError("one of " + ", ".join(kind))
        return kind(str(value))

    return read


def _paths(value: object, root: Path | None) -> Iterator[Path]:
    for text in filter(None, _texts(value, root) if value else ()):
        path = Path(os.path.expanduser(text))
        yield root / path if root else path


_READERS: dict[str, Callable[[object, Path | None], Any]] = {
    "bool": _bool,
    "float": _number,
    "float | None": _number,
    "int": _whole,
    "str": _text,
    **{kind.__name__: _one_of(kind) for kind in CHOICES},
    "Path | None": _path,
    "tuple[Path, ...]": lambda value, root: tuple(_paths(value, root)),
    "tuple[str, ...]": _texts,
    "frozenset[str]": lambda value, root: frozenset(_texts(value, root)),
}
