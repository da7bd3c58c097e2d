"""The packaged extension in the true workbench of Visual Studio Code: typed, hinted, hovered, applied, saved."""

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "dist" / "parallelproof.vsix"
HERE = ROOT / ".cache" / "vscode"
NODE, WORKBENCH = HERE / "bin" / "node", HERE / "node_modules" / "code-server" / "out" / "node" / "entry.js"
WINS, GHOST = (Path(__file__).with_name(f"{name}.mjs") for name in ("vscode", "ghost"))
DRIVEN_BY = (HERE / "node_modules" / "playwright-core", HERE / "browser")


async def test_a_typed_edit_becomes_a_quick_fix_that_vs_code_applies(shop, tmp_path: Path) -> None:
    async with _workbench(tmp_path, shop.env) as address:
        place = f"{address}/?folder={shop.folder}"
        said = await _run(NODE, WINS, *DRIVEN_BY, place, shop.typed, tmp_path, env=shop.env)

    seen = json.loads(said.splitlines()[-1])
    assert "failure" not in seen, (seen, [log.read_text() for log in tmp_path.rglob("ParallelProof.log")])
    assert "faster" in seen["diagnostic"]
    assert "faster" in seen["hover"]
    assert seen["actions"]
    shop.check(shop.file.read_text())


async def test_ghost_text_is_accepted_with_tab_in_vs_code(orders: Path, tmp_path: Path) -> None:
    env = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
    # However the keys come, the name alone is worth a look.
    async with _workbench(tmp_path, env, {"parallelproof.triggerChars": len("mean")}) as address:
        place = f"{address}/?folder={orders.parent}"
        said = await _run(NODE, GHOST, *DRIVEN_BY, place, tmp_path, env=env)

    seen = json.loads(said.splitlines()[-1])
    assert "failure" not in seen, (seen, [log.read_text() for log in tmp_path.rglob("ParallelProof.log")])
    assert seen["ghost"] == "(prices)"
    assert "\naverage = mean(prices)" in orders.read_text()


@asynccontextmanager
async def _workbench(folder: Path, env: dict[str, str], more: dict[str, object] | None = None):
    """The address of a workbench of its own, with the extension installed, trusting what it opens."""
    user = folder / "user" / "User"
    user.mkdir(parents=True)
    server = folder / "parallelproof"
    server.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m parallelproof "$@"\n')
    server.chmod(0o755)
    settings = {
        "parallelproof.path": str(server),
        "editor.autoIndent": "none",
        "editor.quickSuggestions": {"other": "off"},
        "files.autoSave": "off",
        "workbench.startupEditor": "none",
        **(more or {}),
    }
    (user / "settings.json").write_text(json.dumps(settings))
    env = {**env, "XDG_CONFIG_HOME": str(folder / "config")}
    command = (NODE, WORKBENCH, "--user-data-dir", user.parent, "--extensions-dir", folder / "extensions")
    await _run(*command, "--install-extension", EXTENSION, env=env)
    port = _free_port()
    flags = ("--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust")
    process = await asyncio.create_subprocess_exec(
        *command,
        *flags,
        *("--bind-addr", f"127.0.0.1:{port}"),
        env=env,
        start_new_session=True,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await asyncio.wait_for(_listening(port), 60)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        await process.wait()


async def _run(*command: str | Path, env) -> str:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, env=env, stdout=pipe, stderr=pipe)
    out, err = await asyncio.wait_for(process.communicate(), 240)
    assert process.returncode == 0, out.decode() + err.decode()
    return out.decode()


async def _listening(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
