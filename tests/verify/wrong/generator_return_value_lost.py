"""The generator returned how many it skipped (`yield from` hands it on); the generator expression returns None."""

from collections.abc import Generator


def old(lines: list[str]) -> Generator[str, None, int]:
    skipped = 0
    for line in lines:
        if not line:
            skipped += 1
            continue
        yield line
    return skipped


def new(lines: list[str]) -> Generator[str, None, int]:
    yield from filter(None, lines)
