"""The server lives through whatever a client does to it, and ends when it should."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from .raw import COMMAND, RawClient

TEXT = "def f(x):\n    return '😀' + x\n"


@pytest.fixture(scope="module")
def client() -> Iterator[RawClient]:
    """One server for all that does not end it."""
    with RawClient() as client:
        client.initialize()
        yield client
        assert client.end() == 0
        assert "Traceback" not in client.stderr


def refused(client: RawClient, asked: int | None) -> int:
    """The code of the error that answers a message."""
    answer = client.wait(lambda message: "error" in message and message.get("id") == asked)
    assert answer["error"]["message"]
    return int(answer["error"]["code"])


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"nonsense", b"\xff\xfe", b'{"jsonrpc": "2.0", "id": 1, "method":', b"[" * 100_000, b'{"a": NaN'],
)
def test_what_is_not_json_is_refused(client: RawClient, body: bytes) -> None:
    client.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    assert refused(client, None) == -32700
    assert client.status()


@pytest.mark.parametrize(
    "message", [[], 5, "text", None, {}, {"jsonrpc": "1.0", "id": 1, "method": "x"}, {"jsonrpc": "2.0", "method": 5}]
)
def test_what_is_no_message_is_refused(client: RawClient, message: object) -> None:
    client.send(message)
    assert refused(client, None) == -32600
    assert client.status()


@pytest.mark.parametrize("length", [1, 5_000, 0])
def test_a_wrong_content_length_costs_one_message_at_most(client: RawClient, length: int) -> None:
    body = json.dumps({"jsonrpc": "2.0", "method": "$/nothing", "params": None}).encode()
    client.raw(b"Content-Length: %d\r\n\r\n%s" % (length, body))
    assert client.status()


def test_noise_between_messages_is_skipped(client: RawClient) -> None:
    client.raw(random.Random(5).randbytes(10_000) + b"\r\n\r\nContent-Length: x\r\n\r\n")
    assert client.status()


def test_unknown_methods_are_refused_and_unknown_notifications_ignored(client: RawClient) -> None:
    for method in ("textDocument/nothing", "$/nothing", ""):
        assert refused(client, client.ask(method, {"a": 1})) == -32601
        client.notify(method)
        client.send({"jsonrpc": "2.0", "method": method})
    assert client.status()


@pytest.mark.parametrize("params", [None, [], 5, {}, {"textDocument": 5, "position": {}}])
def test_parameters_of_the_wrong_shape_are_refused(client: RawClient, params: object) -> None:
    assert refused(client, client.ask("textDocument/hover", params)) == -32602
    client.notify("textDocument/didChange", params)
    client.notify("textDocument/didOpen", params)
    client.notify("$/cancelRequest", params)
    assert client.status()


def test_answers_that_nobody_asked_for_are_dropped(client: RawClient) -> None:
    for answer in ({"result": 1}, {"error": {"code": 1, "message": "no"}}, {"error": 5}, {}):
        for asked in (99, "x", None, [1], {}):
            client.send({"jsonrpc": "2.0", "id": asked, **answer})
    assert client.status()


def test_a_second_initialize_is_refused(client: RawClient) -> None:
    assert refused(client, client.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})) == -32600


def test_unknown_commands_and_strange_arguments_are_answered(client: RawClient) -> None:
    assert refused(client, client.ask("workspace/executeCommand", {"command": "parallelproof.fly"})) == -32602
    for command in ("optimize", "apply", "undo", "cancel", "showTrials", "showStatus", "ignorePattern"):
        for arguments in ([], [None], [5, 5], [{}], [{"uri": 5}], ["file:///nowhere.py", "f", "x"], [[]]):
            params = {"command": f"parallelproof.{command}", "arguments": arguments}
            assert "error" not in client.request("workspace/executeCommand", params)


def test_edits_out_of_range_are_clamped_and_none_is_lost(client: RawClient, tmp_path: Path) -> None:
    uri = (tmp_path / "edits.py").as_uri()
    client.open(uri, TEXT)
    far = 2**40
    client.change(
        uri, 2, ((far, far), (far, far), "a = 1\n"), ((0, far), (0, 0), "  # end"), ((-5, -5), (-1, 0), "#\n")
    )
    # What the server believes is seen where an "Ignore here" or a whole change would land; ask by a full replacement.
    client.change(uri, 3, ((0, 0), (far, 0), "def g(x):\n    return x\n"))
    params = {
        "textDocument": {"uri": uri},
        "range": {"start": {"line": 1, "character": far}, "end": {"line": 1, "character": 5}},
        "context": {"diagnostics": []},
    }
    assert refused(client, client.ask("textDocument/codeAction", params)) == -32602
    params["range"] = {"start": {"line": 1, "character": 9999}, "end": {"line": 1, "character": 5}}
    titles = [action["title"] for action in client.request("textDocument/codeAction", params)["result"]]
    assert titles == ["Optimise this function", "Optimise file"]


def test_documents_that_are_no_files_do_no_harm(client: RawClient) -> None:
    for uri in (
        "untitled:Untitled-1",
        "vscode-notebook-cell:/a.ipynb#x",
        "http://example.org/a.py",
        "file://host/a.py",
        "",
    ):
        client.open(uri, TEXT)
        client.change(uri, 2, ((0, 0), (0, 0), "x"))
        at = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 4}}
        assert client.request("textDocument/hover", at)["result"] is None
        client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    client.notify("notebookDocument/didOpen", {"notebookDocument": {}, "cellTextDocuments": []})
    assert client.status()


def test_documents_never_opened_are_nobodys_business(client: RawClient, tmp_path: Path) -> None:
    uri = (tmp_path / "closed.py").as_uri()
    client.change(uri, 2, ((0, 0), (0, 0), "x"))
    client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.status()


def test_a_line_of_twenty_megabytes_is_kept_right_and_left_alone(client: RawClient, tmp_path: Path) -> None:
    uri = (tmp_path / "long.py").as_uri()
    client.open(uri, "x = '" + "é" * 20_000_000 + "'")
    client.status()
    began_s = time.monotonic()
    for version in range(2, 7):
        client.change(uri, version, ((0, 10_000_000), (0, 10_000_001), "😀"))
    at = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 19_000_000}}
    assert client.request("textDocument/hover", at)["result"] is None
    assert time.monotonic() - began_s < 5
    assert "left alone" in client.status()
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


def test_two_thousand_requests_at_once_are_all_answered(client: RawClient, tmp_path: Path) -> None:
    uri = (tmp_path / "many.py").as_uri()
    client.open(uri, TEXT)
    at = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 4}}
    asked = {client.ask("textDocument/hover", at) for _ in range(2000)}
    for cancelled in list(asked)[::3]:
        client.notify("$/cancelRequest", {"id": cancelled})
    while asked:
        asked.discard(client.wait(lambda message: message.get("id") in asked)["id"])
    assert client.status()


def test_requests_before_initialize_are_refused_and_notifications_dropped(tmp_path: Path) -> None:
    with RawClient() as client:
        client.open((tmp_path / "a.py").as_uri(), TEXT)
        assert refused(client, client.ask("textDocument/hover", {})) == -32002
        assert refused(client, client.ask("shutdown")) == -32002
        client.initialize()
        assert "a.py" not in client.status()
        assert client.end() == 0


def test_requests_after_shutdown_are_refused() -> None:
    with RawClient() as client:
        client.initialize()
        client.request("shutdown")
        assert refused(client, client.ask("textDocument/hover", {})) == -32600
        client.notify("exit")
        assert client.process.wait(timeout=10) == 0


def test_exit_without_shutdown_ends_with_one() -> None:
    with RawClient() as client:
        client.initialize()
        client.status()
        client.notify("exit")
        assert client.process.wait(timeout=10) == 1


@pytest.mark.parametrize("how", ["end of input", "SIGTERM", "SIGKILL"])
def test_no_process_is_left_behind_however_the_server_ends(how: str, tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    uri = (tmp_path / "slow.py").as_uri()
    with RawClient(env=private(tmp_path)) as client:
        client.initialize(tmp_path)
        client.open(uri, SLOW)
        client.ask("workspace/executeCommand", {"command": "parallelproof.optimize", "arguments": [uri]})
        family = until_it_works(client)
        if how == "end of input":
            assert client.process.stdin
            client.process.stdin.close()
        else:
            client.process.send_signal(getattr(signal, how))
        began_s = time.monotonic()
        code = client.process.wait(timeout=10)
        assert how == "SIGKILL" or (code == 1 and time.monotonic() - began_s < 3)
        _, alive = psutil.wait_procs(family, timeout=5)
        assert not alive


def test_a_worker_killed_with_9_costs_its_trial_and_not_the_server(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    uri = (tmp_path / "slow.py").as_uri()
    with RawClient(env=private(tmp_path)) as client:
        client.initialize(tmp_path)
        client.open(uri, SLOW)
        asked = client.ask("workspace/executeCommand", {"command": "parallelproof.optimize", "arguments": [uri]})
        for process in until_it_works(client):
            try:
                process.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue
        answer = client.wait(lambda message: message.get("id") == asked and "method" not in message, 90)
        assert isinstance(answer["result"], str)
        again = {"command": "parallelproof.optimize", "arguments": [uri]}
        assert "can be faster" in client.request("workspace/executeCommand", again, 90)["result"]
        assert client.end() == 0


def test_a_full_disk_costs_the_cache_and_the_page_and_nothing_else(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no device here is always full")
    (tmp_path / "slow.py").write_text(SLOW)
    uri = (tmp_path / "slow.py").as_uri()
    (tmp_path / "pyproject.toml").write_text("# A project with something to say.\n" * 100)
    # No file may grow beyond a kilobyte: what matters cannot be written, as on a full disk.
    command = ["/bin/sh", "-c", 'ulimit -f 1; exec "$0" "$@"', *COMMAND]
    with RawClient(command, env=private(tmp_path)) as client:
        client.initialize(tmp_path, window={"showDocument": {"support": True}})
        client.open(uri, SLOW)
        asked = {"command": "parallelproof.optimize", "arguments": [uri]}
        assert isinstance(client.request("workspace/executeCommand", asked, 90)["result"], str)
        shown = {"command": "parallelproof.showTrials", "arguments": [uri]}
        assert isinstance(client.request("workspace/executeCommand", shown)["result"], str)
        ignored = {"command": "parallelproof.ignorePattern", "arguments": [uri, "dedupe"]}
        assert "cannot be changed" in client.request("workspace/executeCommand", ignored)["result"]
        assert client.end() == 0


SLOW = '''\
def unique(items):
    """
    >>> unique([3, 1, 3])
    [3, 1]
    """
    found = []
    for item in items:
        if item not in found:
            found.append(item)
    return found
'''


def private(folder: Path) -> dict[str, str]:
    """A cache and a lock for timed runs that no other test shares."""
    return {"XDG_CACHE_HOME": str(folder / "cache"), "XDG_RUNTIME_DIR": str(folder)}


def until_it_works(client: RawClient) -> list[psutil.Process]:
    """The server's processes once a sandboxed job runs."""
    server = psutil.Process(client.process.pid)
    end_s = time.monotonic() + 30
    while time.monotonic() < end_s:
        family = server.children(recursive=True)
        if len(family) >= 3:
            time.sleep(0.2)
            return family
        time.sleep(0.02)
    raise AssertionError(f"no job was started: {os.linesep.join(str(message) for message in client.said)}")


@pytest.mark.parametrize(
    "answer",
    [
        {"result": None}, {"result": 5}, {"result": {}}, {"result": {"applied": False}}, {"error": 5},
        {"error": {"code": -32603, "message": "no"}},
    ],
)  # fmt: skip
def test_an_edit_that_the_client_does_not_say_it_applied_is_not_applied(
    answer: dict[str, object], tmp_path: Path
) -> None:
    with RawClient() as client:
        client.initialize(workspace={"applyEdit": True})
        client.answers["workspace/applyEdit"] = answer
        uri = (tmp_path / "cited.py").as_uri()
        client.open(uri, "import json\n\nprint(json.dumps([1, 2, 3]))\n")
        client.change(uri, 2, ((3, 0), (3, 0), "text = json.dumps([4])"))
        client.request("workspace/executeCommand", {"command": "parallelproof.fulfill", "arguments": [uri]})
        cited = client.request("workspace/executeCommand", {"command": "parallelproof.insertCitation", "arguments": []})
        assert any(message.get("method") == "workspace/applyEdit" for message in client.said)
        assert cited["result"]["applied"] is False
        assert cited["result"]["message"].startswith("The edit was not applied: ")
        assert client.end() == 0
