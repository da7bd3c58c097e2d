"""A repository of many files that reads like a company's: the same for the same seed."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TEAMS = (
    "accounts", "billing", "catalog", "delivery", "fraud", "identity", "inventory", "invoicing", "ledger", "loyalty",
    "mailing", "maps", "metrics", "orders", "partners", "payments", "pricing", "profiles", "reports", "returns",
    "reviews", "routing", "search", "shipping", "support", "tax", "tickets", "vouchers", "warehouse", "webhooks",
)  # fmt: skip
AREAS = ("api", "client", "core", "events", "jobs", "models", "rules", "schema", "storage", "views", "workers")
VERBS = (
    "add", "apply", "build", "cancel", "check", "close", "collect", "count", "create", "decode", "delete", "describe",
    "encode", "expire", "export", "fetch", "filter", "find", "format", "group", "import", "list", "load", "match",
    "merge", "migrate", "move", "normalize", "notify", "open", "parse", "prepare", "publish", "read", "refund",
    "render", "resolve", "save", "schedule", "score", "send", "split", "store", "sum", "sync", "update", "validate",
)  # fmt: skip
NOUNS = (
    "account", "address", "amount", "batch", "carrier", "cart", "charge", "city", "code", "contract", "country",
    "coupon", "currency", "customer", "deadline", "delivery", "device", "discount", "document", "event", "fee",
    "file", "holiday", "image", "invoice", "item", "label", "language", "limit", "locale", "location", "message",
    "note", "offer", "order", "page", "parcel", "partner", "payment", "period", "permission", "phone", "policy",
    "price", "product", "profile", "quote", "rating", "receipt", "region", "report", "request", "review",
    "route", "rule", "schedule", "score", "session", "shelf", "status", "stock", "street", "supplier", "tag",
    "tariff", "tax", "template", "ticket", "token", "total", "transfer", "unit", "user", "value", "voucher", "week",
)  # fmt: skip
COMMON = ("load", "run", "main", "parse", "save", "validate", "render")
"""What many modules call one of their functions."""
_SEED = 20_261


@dataclass(frozen=True, slots=True)
class Repository:
    """Its folder, and what is defined where: the modules (relative paths) of each top-level function."""

    root: Path
    modules: tuple[Path, ...]
    functions: Mapping[str, tuple[Path, ...]]


def write_repository(root: Path, files: int = 10_000) -> Repository:
    """Write that many files into a new folder, one in eight of them no Python; `build/` is ignored and comes on top."""
    random_ = random.Random(_SEED)
    packages = [Path(team, area) for team in TEAMS for area in AREAS]
    for package in [*packages, Path(".git"), Path("build")]:
        (root / package).mkdir(parents=True)
    for package in packages:
        (root / package / "__init__.py").write_text(f'"""The {package.name} of {package.parent}."""\n')
    (root / ".gitignore").write_text("build/\n*.log\n")
    functions: defaultdict[str, list[Path]] = defaultdict(list)
    modules: list[Path] = []
    for number in range(files - len(packages) - 1):
        package = packages[number % len(packages)]
        if number % 8 == 7:
            (root / package / f"notes_{number}.md").write_text(_notes(random_))
            continue
        noun = random_.choice(NOUNS)
        module, names = package / f"{noun}_{number}.py", _names(random_, noun)
        text = "\n\n\n".join(_module(random_, noun, names, modules[-40:])) + "\n"
        (root / module).write_text(text)
        modules.append(module)
        if number % 10 == 0:
            (root / "build" / module.name).write_text(text)
        for name in names:
            functions[name].append(module)
    return Repository(root, tuple(modules), {name: tuple(where) for name, where in functions.items()})


def _names(random_: random.Random, noun: str) -> list[str]:
    count = random_.randrange(1, 9)
    names = [f"{random_.choice(VERBS)}_{random_.choice((noun, random_.choice(NOUNS)))}" for _ in range(count)]
    if random_.random() < 0.2:
        names.append(random_.choice(COMMON))
    return list(dict.fromkeys(names))


def _module(random_: random.Random, noun: str, names: list[str], before: list[Path]) -> Iterator[str]:
    picked = random_.sample(before, min(2, len(before)))
    imported = "\n".join(f"from {'.'.join(path.with_suffix('').parts)} import {_class(path)}" for path in picked)
    yield _HEAD.format(noun=noun, imported=imported)
    yield _CLASS.format(noun=noun, Noun=noun.title(), limit=random_.randrange(10, 1000))
    for name in names:
        other = random_.choice(NOUNS)
        yield _FUNCTION.format(name=name, noun=noun, other=other, Noun=noun.title(), factor=random_.randrange(2, 90))


def _class(path: Path) -> str:
    return path.stem.split("_")[0].title()


def _notes(random_: random.Random) -> str:
    lines = [f"- {random_.choice(VERBS)} each {random_.choice(NOUNS)} of a {random_.choice(NOUNS)}" for _ in range(20)]
    return "# Notes\n" + "\n".join(lines) + "\n"


_HEAD = '''
"""What is done with each {noun}."""

from __future__ import annotations

import logging
from dataclasses import dataclass

{imported}

log = logging.getLogger()
'''.strip()
_CLASS = '''
@dataclass
class {Noun}:
    """One {noun}."""

    number: int
    name: str = ""
    limit: int = {limit}

    def is_open(self) -> bool:
        """Whether there is room for more."""
        return self.number < self.limit

    def describe(self) -> str:
        """As a person reads it."""
        return f"{noun} {{self.number}}: {{self.name}}"
'''.strip()
_FUNCTION = '''
def {name}({noun}s: list[{Noun}], {other}: int = {factor}) -> int:
    """How many are left, by {other}."""
    count = 0
    for {noun} in {noun}s:
        if not {noun}.is_open():
            log.info("skipping %s", {noun}.describe())
            continue
        count += {noun}.number % {other}
    return count
'''.strip()
