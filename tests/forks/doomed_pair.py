"""A process that makes pairs of forks until it is killed: `python -m tests.forks.doomed_pair FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from parallelproof.forks.choose import Forks
from parallelproof.forks.pairs import Pairs
from parallelproof.postgres.embedded import Embedded
from parallelproof.settings import ForkChoice, Settings

from .copying import rows

SETTINGS = Settings(database="copy:shop", fork_provider=ForkChoice.COPY)


async def main(folder: Path) -> None:
    pairs = Pairs(Forks(copies=Embedded(folder, is_durable=False)))
    print("begun", flush=True)
    while True:
        async with pairs.open(SETTINGS) as pair:
            await rows(pair.baseline, "DELETE FROM orders WHERE id = 1")
            await pairs.restore(pair, "candidate")


async def killed(folder: Path, after_s: float) -> None:
    """Start the process, and kill it that long after it has begun."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.forks.doomed_pair", str(folder), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout and await process.stdout.readline() == b"begun\n"
    await asyncio.sleep(after_s)
    process.kill()
    await process.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
