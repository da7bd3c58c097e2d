"""A process that uses the embedded server of a folder: `python -m tests.postgres.using FOLDER`.

It prints the server's address when it runs, and then obeys its standard input: it ends at the end of it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from parallelproof.postgres.embedded import Embedded


async def main(folder: Path) -> None:
    server = Embedded(folder)
    try:
        print(await server.address(), flush=True)
        await asyncio.to_thread(sys.stdin.read)
    finally:
        await server.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
