"""The first thin thread in a real client: a typed edit, a verified and measured quick fix, applied in Neovim."""

import asyncio
import json
import sys
from pathlib import Path

NEOVIM = Path(__file__).parents[2] / ".cache" / "neovim" / "nvim"
SCRIPT = Path(__file__).with_name("thread.lua")


async def test_a_typed_edit_becomes_a_quick_fix_that_neovim_applies(shop) -> None:
    seen = await _drive(shop)

    assert "failure" not in seen, seen
    assert seen["diagnostic"]["severity"] == "INFO"
    assert "common" in seen["diagnostic"]["line"]
    assert "faster" in seen["diagnostic"]["message"]
    assert "same results" in seen["diagnostic"]["message"]
    lines = [line for line in seen["hover"].splitlines() if line.strip()]
    assert 0 < len(lines) <= 11, "at most ten lines and a link"
    shop.check(seen["text"])
    assert shop.file.read_text() == shop.opened_text, "the buffer was changed; the file is the person's to save"


async def _drive(shop) -> dict:
    """What the script saw; the editor and the server it started end with it."""
    process = await asyncio.create_subprocess_exec(
        NEOVIM,
        *("--clean", "--headless", "-n", "-l", SCRIPT, sys.executable, shop.file, shop.typed),
        cwd=shop.folder,
        env=shop.env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 240)
    printed = [line for line in out.decode().splitlines() if line.startswith("{")]
    assert printed, f"Neovim said nothing: {out.decode()} {err.decode()}"
    return json.loads(printed[-1])
