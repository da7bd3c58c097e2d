"""Things worth attacking, all made for the purpose, and what comes of an attack on them.

Needs nothing but the standard library and the sandbox, so that it can also be run as a user who has nothing else:
prints what comes of every attack, with all layers and then without those that stop it, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, cast

from parallelproof.domain import Project
from parallelproof.ports import JobFailed
from parallelproof.sandbox.pool import ZygoteSandbox

ATTACKS = sorted((Path(__file__).parent / "attacks").glob("*.attack"))
WITH_CONNECTION = "# with a connection"
"""The second line of an attack by a job that may talk to one socket, and tries for more."""
SECRET = "swordfish"
SECRETS = (
    *("home/.aws/credentials", "project/.env", "project/.git/config"),
    *("project/deploy/server.key", "project/secrets.yml"),
)


def stopped_by(attack: Path) -> list[frozenset[str]]:
    """The layers that stop it, each alone, or together where the file joins them by +."""
    first = attack.read_text().partition("\n")[0]
    return [frozenset(layers.split("+")) for layers in first.removeprefix("# stopped by: ").split(", ")]


def all_that_stop(attack: Path) -> frozenset[str]:
    """All of them: without these it succeeds."""
    return frozenset().union(*stopped_by(attack))


async def attempt(attack: Path, without: frozenset[str] = frozenset(), is_connected: bool = False) -> str:
    """What came of it: "done", or why not. One that `is_connected` may talk to a socket of which no attack speaks."""
    is_connected = is_connected or WITH_CONNECTION in attack.read_text()
    sandbox = ZygoteSandbox(1, without=without)
    try:
        async with targets() as (project, names):
            payload = {"code": attack.read_text(), "names": names}
            allowed = Path(names.pop("allowed")) if is_connected else None
            done = await sandbox.run(
                "source", payload, project=project, timeout_s=5, memory_bytes=512 << 20, socket=allowed
            )
            if attack.stem == "outlive_the_job":
                done = await _soon(Path(names["outside"], "outlived").exists)
            if attack.stem == "kill_another_process":
                done = await _soon(lambda: _ended(names["victim"]))
            return "done" if done else "not done"
    except JobFailed as error:
        return str(error)
    finally:
        await sandbox.close()


async def _soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within two seconds, on a busy machine too."""
    for _ in range(40):
        if condition():
            return True
        await asyncio.sleep(0.05)
    return False


def _ended(pid: int) -> bool:
    try:
        return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


@asynccontextmanager
async def targets() -> AsyncIterator[tuple[Project, dict[str, Any]]]:
    """A project and a home folder with secrets, a folder anyone may write to, servers that echo, a running process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        for secret in SECRETS:
            path = folder / secret
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(SECRET)
        (folder / "project/shop.py").write_text("")
        (folder / "outside").mkdir()
        (folder / "outside").chmod(0o777)
        environment = {"PASSWORD": SECRET, "PATH": os.environ["PATH"]}
        victim = await asyncio.create_subprocess_exec("sleep", "30", env=environment)
        try:
            async with _servers(folder) as names:
                names |= {part: str(folder / part) for part in ("home", "project", "outside")}
                yield Project(folder / "project", Path(sys.executable)), names | {"victim": victim.pid}
        finally:
            with suppress(ProcessLookupError):
                victim.kill()
            await victim.wait()


class _Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, address: Any) -> None:
        self._transport.sendto(data, address)


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        writer.write(await reader.read(100))
        writer.close()


async def _greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"not the one that was meant")
    writer.close()


@asynccontextmanager
async def _servers(folder: Path) -> AsyncIterator[dict[str, Any]]:
    loop, abstract = asyncio.get_running_loop(), f"parallelproof-{os.getpid()}"
    unix_path, datagram_path, allowed = (str(folder / name) for name in ("stream", "datagrams", "allowed"))
    tcp = await asyncio.start_server(_echo, "127.0.0.1", 0)
    unix = [await asyncio.start_unix_server(_echo, path) for path in (unix_path, "\0" + abstract)]
    unix.append(await asyncio.start_unix_server(_greet, allowed))
    udp, _ = await loop.create_datagram_endpoint(_Echo, ("127.0.0.1", 0))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(datagram_path)
        for path in (unix_path, datagram_path):
            os.chmod(path, 0o777)
        names = {"tcp_port": tcp.sockets[0].getsockname()[1], "udp_port": udp.get_extra_info("sockname")[1]}
        paths = {"unix_path": unix_path, "datagram_path": datagram_path, "abstract_name": abstract, "allowed": allowed}
        try:
            yield names | paths
        finally:
            udp.close()
            for server in (tcp, *unix):
                server.close()


async def _all() -> dict[str, list[str]]:
    return {attack.stem: [await attempt(attack), await attempt(attack, all_that_stop(attack))] for attack in ATTACKS}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_all())))
