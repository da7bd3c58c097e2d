"""Which meaning of a name is the likeliest: how it is used, how near it is, who means it, what is said around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2
from pathlib import Path

from ..domain import Meaning, Request, Span
from ..languages.python.bindings import Import
from ..languages.python.modules import Modules
from ..languages.python.names import Use
from .ambiguity_asked import Asked
from .ambiguity_meanings import Possible

_MISFIT = -8.0
_ASIDE = -6.0
_LESS = -2.5
_TESTS = re.compile(r"(?:^|/)(?:tests?|testing|conftest\.py|test_[^/]*|[^/]*_test\.py)(?:/|$)")
_MADE = re.compile(
    r"(?:^|/)(?:generated|_generated|gen|build|dist|vendor|_vendor|vendored|third_party|migrations|[^/]*_pb2(?:_grpc)?\.pyi?"
    r"|examples?|docs?|samples?|demos?|benchmarks?)(?:/|$)"
)
_LESSER = re.compile(r"(?:^|/)(?:scripts?|legacy|deprecated|old|archived?|backup|compat|experimental)(?:/|$)")
_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}(?![a-z])")
_COMMON = frozenset({
    "the", "and", "for", "with", "from", "import", "return", "self", "not", "none", "true", "false", "def", "class",
    "this", "that", "are", "was", "has", "have", "will", "into", "all", "any", "its", "which", "each", "one", "get",
    "set", "str", "int", "float", "bool", "list", "dict", "tuple", "value", "values", "data", "args", "kwargs", "name",
    "object", "type", "async", "await", "lambda", "raise", "pass", "else", "elif", "use", "used", "using", "new",
    "given", "when", "where",
})  # fmt: skip
_AROUND_LINES = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """A possible meaning with its score; whether the way the name is used, and where, lets it be meant at all."""

    possible: Possible
    score: float
    fits: bool

    @property
    def meaning(self) -> Meaning:
        """What it is."""
        return self.possible.meaning


class Scene:
    """Where a name stands: all that the rank of a meaning is held against."""

    def __init__(self, request: Request, modules: Modules, imports: Sequence[Import]) -> None:
        self.request, self.modules = request, modules
        self.document = modules.document
        self.imports = imports

    @property
    def text(self) -> str:
        """The document's text."""
        return self.request.snapshot.text

    @cached_property
    def imported(self) -> frozenset[str]:
        """Modules that the document imports from already, relative ones by their whole names."""
        found = set()
        for item in self.imports:
            file = self.modules.file(item.module, item.level, self.document)
            found.add(self.modules.name(file) if file else item.module)
            found.add(item.module if not item.level else "")
        return frozenset(found - {""})

    def place(self, path: Path) -> str:
        """A path from the root, with slashes."""
        root = self.modules.root
        return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()

    def words(self, span: Span, name: str) -> frozenset[str]:
        """What the lines around a name speak of, and the document's own path."""
        text = self.text
        start, end = span.start, span.end
        for _ in range(_AROUND_LINES + 1):
            start = max(0, text.rfind("\n", 0, start))
            end = len(text) if (found := text.find("\n", end + 1)) < 0 else found
        return words(text[start:end], self.document.stem) - words(name)


def ranked(asked: Asked, found: Iterable[Possible], scene: Scene) -> list[Ranked]:
    """The possible meanings, likeliest first."""
    items = _without_strangers(asked, list(found))
    rivals = _Rivals(
        importers=sum(_count(item.importers, scene) for item in items),
        most_uses=max((item.uses for item in items), default=0),
        has_own=any(item.meaning.path for item in items),
    )
    near = scene.words(asked.span, asked.name)
    scored = [_rank(asked, item, scene, near, rivals) for item in items]
    return sorted(scored, key=lambda item: (-item.score, item.meaning.module.count("."), item.meaning.module))


def _without_strangers(asked: Asked, items: list[Possible]) -> list[Possible]:
    """Without what nobody in the project imports, where the project itself has a definition that goes with the use."""
    has_own = any(item.meaning.path and _misfit(asked.use, item) > _MISFIT / 2 for item in items)
    return [item for item in items if item.meaning.path or item.importers or not has_own]


def words(*texts: str) -> frozenset[str]:
    """The words that identifiers and prose are made of, in lower case and singular."""
    found = (match.lower() for text in texts for match in _WORD.findall(text))
    return frozenset(word.removesuffix("s") for word in found if word not in _COMMON)


@dataclass(frozen=True, slots=True)
class _Rivals:
    """All possible meanings together: how often they are imported, and whether one is the project's own."""

    importers: float
    most_uses: int
    has_own: bool


def _rank(asked: Asked, item: Possible, scene: Scene, near: frozenset[str], rivals: _Rivals) -> Ranked:
    misfit, aside = _misfit(asked.use, item), _aside(item, scene)
    score = misfit + aside + _distance(item, scene) + _known(item, scene, rivals.importers) + _affinity(item, near)
    is_known = item.meaning.path is not None or bool(item.importers) or 2 * item.uses >= rivals.most_uses
    score -= 1.0 * (not is_known) + 2.0 * (rivals.has_own and item.meaning.path is None)
    is_reachable = bool(item.meaning.module) or item.is_here
    fits = misfit > _MISFIT / 2 and aside > _ASIDE / 2 and is_reachable and is_known
    return Ranked(item, score + item.uses / (1 + rivals.most_uses), fits)


def _misfit(use: Use, item: Possible) -> float:
    """How badly a meaning goes with the way the name is used; above 0 where it goes well."""
    kind, score = item.meaning.kind, 0.0
    if use.attributes:
        if item.members is not None and use.attributes[0] not in item.members:
            return _MISFIT
        has_it = item.members is not None
        return {"module": 2.0, "class": 1.0, "constant": 1.5, "function": -5.0, "method": -5.0}[kind] + 2.0 * has_it
    if use.is_type:
        score += {"class": 3.0, "constant": 0.0, "function": _MISFIT, "module": _MISFIT, "method": _MISFIT}[kind]
    if use.positional is not None or use.is_decorator:
        score += {"function": 1.5, "class": 1.0, "constant": -2.0, "module": _MISFIT, "method": 0.0}[kind]
    elif not use.is_type:
        score += {"constant": 0.5, "module": -1.0}.get(kind, 0.0)
    if use.positional is not None and item.takes is not None and not (use.is_decorator and use.positional == 0):
        score += _call(use, item)
    return score


def _call(use: Use, item: Possible) -> float:
    takes, given = item.takes, use.positional or 0
    assert takes is not None
    if not takes.accepts(given, use.keywords):
        return _MISFIT
    score = 1.0 * sum(name in takes.keywords for name in use.keywords)
    if use.is_complete and given + len(use.keywords) < takes.least:
        score += _MISFIT if given + len(use.keywords) else -2.0
    elif given and takes.most is not None and takes.least <= given + len(use.keywords):
        score += 0.5
    return score


def _aside(item: Possible, scene: Scene) -> float:
    """Below 0 for what people seldom mean: tests, generated code, what is private to another module."""
    meaning, score = item.meaning, 0.0
    if meaning.path is None or item.is_here:
        return score
    there, here = scene.place(meaning.path), scene.place(scene.document)
    if _TESTS.search(there) and not _TESTS.search(here):
        score += _ASIDE
    is_used = any(
        not _TESTS.search(scene.place(path)) and path.parent != meaning.path.parent for path in item.importers
    )
    if _MADE.search(there) and not _MADE.search(here) and not is_used:
        score += _ASIDE
    lesser = _LESSER.search(there)
    if lesser and not is_used and lesser[0].strip("/") not in here.split("/"):
        score += _LESS
    is_near = meaning.path.parent == scene.document.parent
    if meaning.name.startswith("_") and not is_near:
        score -= 3.0
    if not item.is_handed_on and not is_near and any(part.startswith("_") for part in meaning.module.split(".")):
        score -= 2.0
    return score


def _distance(item: Possible, scene: Scene) -> float:
    meaning, score = item.meaning, 0.0
    if meaning.module in scene.imported:
        score += 3.0
    elif any(_is_close(module, meaning.module) for module in scene.imported):
        score += 1.0
    if meaning.path is None:
        return score
    if not meaning.module and not item.is_here:
        score -= 4.0
    here, there = scene.document.parent.parts, meaning.path.parent.parts
    common = next((i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))
    steps = len(here) + len(there) - 2 * common
    score -= min(4.0, 0.8 * steps)
    if meaning.path in scene.request.recent:
        score += 2.5 / (1 + 0.5 * scene.request.recent.index(meaning.path))
    return score + (2.0 if item.is_here else 0.0)


def _is_close(imported: str, module: str) -> bool:
    """Whether two modules are of one package, and not only of the same top one."""
    package = module.rpartition(".")[0]
    return imported.startswith(module + ".") or ("." in package and imported.rpartition(".")[0] == package)


def _count(importers: Iterable[Path], scene: Scene) -> float:
    """How much the files that import a meaning say: those near the document more, tests less."""
    total = 0.0
    for path in importers:
        weight = 0.5 if _TESTS.search(scene.place(path)) and not _TESTS.search(scene.place(scene.document)) else 1.0
        is_beside = path.parent == scene.document.parent
        is_near = path.is_relative_to(scene.document.parent.parent)
        total += weight * (3.0 if is_beside else 1.5 if is_near else 1.0)
    return total


def _known(item: Possible, scene: Scene, total: float) -> float:
    count = _count(item.importers, scene)
    return 1.2 * log2(1 + count) + 2.0 * count / total if count else 0.0


def _affinity(item: Possible, near: frozenset[str]) -> float:
    """How much of what a definition speaks of is spoken of around the name."""
    meaning = item.meaning
    own = words(meaning.name)
    parts = [
        (1.5, words(*meaning.module.split("."))),
        (0.8, words(meaning.signature.partition("(")[2])),
        (0.6, words(meaning.doc)),
    ]
    score, seen = 0.0, own
    for weight, spoken in parts:
        score += weight * len((spoken & near) - seen)
        seen |= spoken
    return min(5.0, score)
