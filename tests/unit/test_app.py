"""What the whole server weighs before anybody asks it for something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BUILT = """
import sys
from pathlib import Path
from parallelproof.app import build
from parallelproof.settings import Settings
build(Settings(), Path(sys.argv[1]))
heavy = ("aiohttp", "openai", "pydantic", "keyring", "httpx2", "diskcache", "libcst", "ast_grep_py", "lsprotocol")
print([name for name in heavy if name in sys.modules])
"""


def test_nothing_heavy_is_imported_and_nothing_written_before_it_is_needed(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", BUILT, tmp_path / "trials"], env=env, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
    assert list(tmp_path.iterdir()) == []
