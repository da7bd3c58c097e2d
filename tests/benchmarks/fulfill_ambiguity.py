"""What names mean: how soon it is known in a repository of ten thousand files, and how often it is right."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from parallelproof.domain import Card, Request, Snapshot, Span

from tests.fulfill.judging import SETTINGS, Alone, Judged, fulfiller, judge_all
from tests.fulfill.prepared_edits import HELD_BACK

from .large_repository import COMMON, Repository, write_repository
from .places import percentile
from .rows import Row, count, row

EDITS = 60
NAMES = 3
_SEED = 7


def rows(runs: int) -> Iterator[Row]:
    """Speed first, then the share that is wrong."""
    with TemporaryDirectory() as name:
        repository = write_repository(Path(name, "repository"))
        edits = list(requests(repository, EDITS))
        asyncio.run(_took_ms(edits[:1]))
        sampled = [asyncio.run(_took_ms(edits)) for _ in range(runs)]
    took_ms = [[ms for ms, _ in sample] for sample in sampled]
    where = "names in 10,000 files"
    yield row("fulfill", f"{where}, 95th percentile", [percentile(sample, 95) for sample in took_ms], "ms", 300)
    yield row("fulfill", f"{where}, median", [percentile(sample, 50) for sample in took_ms], "ms")
    unanswered = max(sum(not cards for _, cards in sample) for sample in sampled)
    yield count("fulfill", f"{where}, edits that nothing was said of", unanswered, 0, of=EDITS)
    with TemporaryDirectory() as name:
        judged = asyncio.run(judge_all(Path(name)))
    yield from _wrong(judged)


def requests(repository: Repository, number: int) -> Iterator[Request]:
    """Edits that call functions which the module does not know: rare ones, frequent ones, and one that all have."""
    random_ = random.Random(_SEED)
    names = sorted(set(repository.functions) - set(COMMON))
    for path in random_.sample(repository.modules, number):
        called = [*random_.sample(names, NAMES - 1), random_.choice(COMMON)]
        text = (repository.root / path).read_text()
        added = "\n\ndef together(items: list) -> int:\n    return " + " + ".join(f"{name}(items)" for name in called)
        snapshot = Snapshot((repository.root / path).as_uri(), 2, "python", text + added, len(text + added))
        yield Request(snapshot, Span(len(text), len(text + added)), repository.root)


async def _took_ms(requests: Sequence[Request]) -> list[tuple[float, list[Card]]]:
    """Milliseconds of each, until all is said, and what was said."""
    ambiguity, took = fulfiller(), []
    for request in requests:
        began_s = time.perf_counter()
        cards = [one async for one in ambiguity.fulfill(request, SETTINGS, Alone()) if isinstance(one, Card)]
        took.append(((time.perf_counter() - began_s) * 1000, cards))
    return took


def _wrong(judged: Sequence[Judged]) -> Iterator[Row]:
    """The promise is for all cases; those that were held back are shown beside it."""
    for held_back, which in ((False, ""), (True, ", of those held back")):
        some = [one for one in judged if one.case.package in HELD_BACK or not held_back]
        asked = [bool(one.miss) for one in some if one.case.kind != "unique"]
        unique = [bool(one.miss) for one in some if one.case.kind == "unique"]
        bar = None if held_back else len(asked) * 15 // 100
        yield count("fulfill", f"another definition than the right one is first{which}", sum(asked), bar, of=len(asked))
        bar = None if held_back else len(unique) * 2 // 100
        yield count("fulfill", f"a name with one meaning raises a question{which}", sum(unique), bar, of=len(unique))
