"""Both stories in a real Neovim: a verified and measured quick fix, and ghost text that is accepted while typing."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path

NEOVIM = Path(__file__).parents[2] / ".cache" / "neovim" / "nvim"
SCRIPT, TYPING = (Path(__file__).with_name(f"{name}.lua") for name in ("thread", "typing"))
GUIDE = Path(__file__).parents[2] / "docs" / "editors.md"
LUA = re.compile(r"^```lua\n(.*?)^```", re.DOTALL | re.MULTILINE)
"""What people are told to put into their configuration is what runs here."""


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


async def test_ghost_text_is_accepted_and_its_name_imported_in_neovim(orders: Path, tmp_path: Path) -> None:
    config, program = tmp_path / "init.lua", tmp_path / "bin" / "parallelproof"
    config.write_text("\n".join(LUA.findall(GUIDE.read_text())))
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m parallelproof "$@"\n')
    program.chmod(0o755)
    typed = "prices: list[float] = load(PATH)<CR>average = mean"
    paths = {"PATH": f"{program.parent}:{os.environ['PATH']}", "XDG_STATE_HOME": str(tmp_path / "state")}
    env = {**os.environ, **paths, "CONFIG": str(config), "FILE": str(orders), "TYPED": typed}
    seen = await _run("--clean", "--headless", "-n", "-c", f"luafile {TYPING}", cwd=orders.parent, env=env)

    assert "failure" not in seen, seen
    assert seen["mode"] == "i" and seen["typed"] == "average = mean" and seen["ghost"] == "(prices)"
    assert seen["accepted"] == "average = mean(prices)"
    assert seen["hint"]["severity"] == "HINT" and seen["hint"]["code"] == "ambiguous-name"
    assert "from app.stats import mean\n" in seen["text"]
    assert seen["text"].index("import json\n") < seen["text"].index("from app.stats import mean\n")


async def _drive(shop) -> dict:
    command = ("--clean", "--headless", "-n", "-l", SCRIPT, sys.executable, shop.file, shop.typed)
    return await _run(*command, cwd=shop.folder, env=shop.env)


async def _run(*arguments: str | Path, cwd: Path, env: dict[str, str]) -> dict:
    """What the script saw; the editor and the server it started end with it."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(NEOVIM, *arguments, cwd=cwd, env=env, stdout=pipe, stderr=pipe)
    out, err = await asyncio.wait_for(process.communicate(), 240)
    printed = [line for line in out.decode().splitlines() if line.startswith("{")]
    assert printed, f"Neovim said nothing: {out.decode()} {err.decode()}"
    return json.loads(printed[-1])
