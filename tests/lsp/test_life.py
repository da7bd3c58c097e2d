"""Trust, cancellation, transports and neighbours: what happens around a campaign, in the real process."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from lsprotocol import types

from .editing import MODULE, Editor, editing, eventually, project


def sandboxes(editor: Editor) -> list[psutil.Process]:
    """The processes that the server has started, but for those that only read: they run nothing of the user's."""
    process = editor.client._server
    assert process
    started = psutil.Process(process.pid).children(recursive=True)
    return [one for one in started if "multiprocessing" not in " ".join(one.cmdline())]


async def test_nothing_of_the_users_runs_before_the_workspace_is_trusted(tmp_path: Path) -> None:
    folder = project(tmp_path / "shop")
    (folder / "pyproject.toml").write_text('[tool.parallelproof]\ntrusted = true\npython = "evil"\n')
    async with editing(folder, trusted=False, settings={"trusted": True}) as editor:
        uri = editor.open()
        editor.touch(uri)
        editor.save(uri)
        assert "not trusted" in await editor.command("optimize", uri)
        await asyncio.sleep(0.5)
        assert not sandboxes(editor) and not editor.client.diagnostics
        assert "`trusted` may not be set here" in editor.client.messages[0].message
        (folder / "pyproject.toml").unlink()
        editor.client.protocol.notify("parallelproof/trust", {})
        await editor.diagnostics(uri)
        assert sandboxes(editor)


async def test_the_setting_grants_trust_where_the_client_says_nothing(tmp_path: Path) -> None:
    async with editing(project(tmp_path / "shop"), trusted=None, settings={"trusted": True}) as editor:
        assert "shop: trusted" in await editor.command("showStatus")
        editor.configure(trusted=False)
        assert "not trusted" in await editor.command("showStatus")


@pytest.mark.parametrize("how", ["progress", "command", "request", "closing"])
async def test_a_campaign_is_cancelled_in_each_way_that_a_person_has(how: str, tmp_path: Path) -> None:
    many = "\n\n".join(MODULE.replace("def unique", f"def unique_{number}") for number in range(15))
    async with editing(project(tmp_path / "shop", orders=many)) as editor:
        uri = editor.open()
        params = types.ExecuteCommandParams("parallelproof.optimize", [uri])
        asked = editor.client.protocol.send_request("workspace/executeCommand", params, msg_id="asked")
        await eventually(lambda: any("verifying" in one for one in editor.progress()))
        if how == "progress":
            (token,) = editor.client.progress_reports
            editor.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
        elif how == "command":
            assert await editor.command("cancel") == 1
        elif how == "request":
            editor.client.cancel_request(types.CancelParams("asked"))
        else:
            editor.close(uri)
        await eventually(lambda: any(one.startswith("end") for one in editor.progress()), 5)
        assert "running:" not in await editor.command("showStatus")
        if how != "request":
            assert await asyncio.wait_for(asyncio.wrap_future(asked), 5) == "Cancelled."


async def test_typing_in_the_function_ends_its_campaign_and_begins_another_after_the_pause(tmp_path: Path) -> None:
    async with editing(project(tmp_path / "shop"), settings={"pauseS": 0.5}) as editor:
        uri = editor.open()
        editor.touch(uri)
        await eventually(lambda: any(one.startswith("begin") for one in editor.progress()))
        editor.edit(uri, "# looked at", "# looked at twice")
        await eventually(lambda: "end Cancelled." in editor.progress(), 5)
        await editor.diagnostics(uri)
        assert sum(one.startswith("begin") for one in editor.progress()) == 2


async def test_the_clients_own_token_is_used_for_a_campaign_that_it_asked_for(tmp_path: Path) -> None:
    async with editing(project(tmp_path / "shop")) as editor:
        uri = editor.open()
        await editor.command("optimize", uri, "helper", token="mine")
        kinds = [one.kind for one in editor.client.progress_reports["mine"]]
        assert (kinds[0], kinds[-1], len(editor.client.progress_reports)) == ("begin", "end", 1)


async def test_excluded_and_huge_files_are_left_alone(tmp_path: Path) -> None:
    folder = project(tmp_path / "shop", huge=MODULE + "#" * 5000)
    async with editing(folder, settings={"exclude": ["ord*.py"], "maxFileBytes": 4000}) as editor:
        for name in ("orders.py", "huge.py"):
            uri = editor.open(name)
            assert "left alone" in await editor.command("optimize", uri)


async def test_a_file_outside_every_folder_works_alone(tmp_path: Path) -> None:
    project(tmp_path / "elsewhere")
    async with editing(project(tmp_path / "shop")) as editor:
        uri = (tmp_path / "elsewhere" / "orders.py").as_uri()
        editor.open(uri=uri, text=MODULE)
        assert "can be faster" in await editor.command("optimize", uri, "unique")
        await editor.diagnostics(uri)


async def test_two_servers_on_one_workspace_find_the_same_and_do_not_disturb_each_other(tmp_path: Path) -> None:
    folder = project(tmp_path / "shop")
    async with editing(folder) as one, editing(folder) as other:
        uri = one.open()
        other.open()
        one.touch(uri)
        other.touch(uri)
        (first,), (second,) = await asyncio.gather(one.diagnostics(uri), other.diagnostics(uri))
        assert first.range == second.range
        assert (await other.command("apply", uri, "unique"))["applied"]
        assert await one.diagnostics(uri)


def test_over_tcp_one_client_is_served_and_others_are_turned_away() -> None:
    command = [sys.executable, "-m", "parallelproof", "lsp", "--tcp", "127.0.0.1:0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        said = re.search(r"listening on (127\.0\.0\.1):(\d+)", server.stderr.readline())
        assert said
        address = (said[1], int(said[2]))
        with socket.create_connection(address, 5) as client:
            assert "capabilities" in told(
                client, 1, "initialize", {"processId": None, "rootUri": None, "capabilities": {}}
            )
            with socket.create_connection(address, 5) as other:
                assert other.recv(1) == b""
            assert "null" in told(client, 2, "shutdown", None)
            send(client, {"jsonrpc": "2.0", "method": "exit"})
            assert server.wait(10) == 0


def test_a_tcp_client_that_goes_away_ends_the_server() -> None:
    command = [sys.executable, "-m", "parallelproof", "lsp", "--tcp", "127.0.0.1:0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        said = re.search(r":(\d+)\n", server.stderr.readline())
        assert said
        socket.create_connection(("127.0.0.1", int(said[1])), 5).close()
        assert server.wait(10) == 1


def send(client: socket.socket, message: object) -> None:
    body = json.dumps(message).encode()
    client.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))


def told(client: socket.socket, number: int, method: str, params: object) -> str:
    """The answer to a request, as text."""
    client.settimeout(10)
    send(client, {"jsonrpc": "2.0", "id": number, "method": method, "params": params})
    answer = b""
    while b'"id": %d' % number not in answer or not answer.endswith(b"}"):
        answer += client.recv(1 << 16)
    return answer.decode()
