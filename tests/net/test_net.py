"""What leaves through `net`, what does not, and what becomes of bad answers."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import socket
import ssl
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from parallelproof.net.answers import retry_after_s
from parallelproof.net.audit import AuditLog
from parallelproof.net.connections import loopback_only
from parallelproof.net.net import Broken, Exchange, Net, Rejected, Throttled, TimedOut
from parallelproof.net.proxies import proxy_for
from parallelproof.ports import Unanswered
from parallelproof.settings import Privacy

from tests.net.serving import Handler, echo, leave, served

KEY = "key-¦0123456789abcdef".replace("¦", "")
BODY = "text of a body that nobody should repeat"


@pytest.fixture
async def net(tmp_path: Path) -> AsyncIterator[Net]:
    net = Net(AuditLog(tmp_path / "audit" / "audit.jsonl"), environ={})
    yield net
    await net.close()


def asking(url: str, timeout_s: float = 5.0, **more: Any) -> Exchange:
    """A question with a key in its header."""
    return Exchange("perplexity", "POST", url, {"Authorization": f"Bearer {KEY}"}, timeout_s=timeout_s, **more)


def audited(net: Net) -> list[dict[str, Any]]:
    path = net.audit.path
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


async def test_texts_are_redacted_in_body_and_query_but_headers_are_not(net: Net) -> None:
    async with served(echo) as server:
        answer = await net.json(
            asking(
                f"{server.url}/search?page=1",
                params={"q": "bob@example.org & é"},
                body={"query": ["ask bob@example.org", "plain"], "password": 'password = "hunter2"', "n": 3},
            ),
            leave(),
        )
        ((request, _),) = server.requests
    assert answer == {
        "query": {"page": "1", "q": "<mail> & é"},
        "body": {"query": ["ask <mail>", "plain"], "password": 'password = "<secret>"', "n": 3},
    }
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.content_type == "application/json"


async def test_the_audit_line_is_on_disk_before_the_request_arrives_and_fits_its_bytes(net: Net) -> None:
    seen: list[dict[str, Any]] = []

    async def look(request: web.Request) -> web.Response:
        seen.extend(audited(net))
        return web.json_response({})

    async with served(look) as server:
        await net.json(asking(f"{server.url}/search", params={"k": "1"}, body={"query": "é"}), leave(user="bob"))
        ((_, body),) = server.requests
    (line,) = seen
    assert line["sha256"] == hashlib.sha256(b"k=1" + body).hexdigest()
    assert line["bytes"] == len(b"k=1" + body)
    assert (line["where"], line["local"], line["outcome"]) == (f"{server.url}/search", True, "sent")
    await net.audit.close()
    assert audited(net)[1:] == [{"id": line["id"], "outcome": "answered, HTTP 200"}]


@pytest.mark.parametrize(
    ("matter", "privacy"),
    [("query", Privacy.LOCAL_ONLY), ("document", Privacy.LOCAL_ONLY), ("document", Privacy.QUERIES_ONLY)],
)
async def test_what_the_mode_forbids_opens_nothing_and_says_which_setting(
    net: Net, matter: Any, privacy: Privacy
) -> None:
    with pytest.raises(Unanswered, match=f"perplexity was not asked: the setting `privacy` is `{privacy}`"):
        await net.json(asking("https://api.example.org/search", body={}), leave(matter, privacy))
    assert audited(net) == []


async def test_text_of_ignored_files_and_of_files_elsewhere_stays_even_from_this_machine(
    net: Net, tmp_path: Path
) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / ".gitignore").write_text("secret.py\n")
    async with served(echo) as server:
        for path in (root / "secret.py", tmp_path / "other.py"):
            with pytest.raises(Unanswered, match=rf"perplexity was not asked: {path.name} is ignored"):
                await net.json(asking(server.url, body={}), leave("document", paths=(root / "a.py", path), root=root))
        await net.json(asking(server.url, body={}), leave("document", paths=(root / "a.py",), root=root))
        assert len(server.requests) == 1


async def test_nothing_is_sent_that_cannot_be_written_down(tmp_path: Path) -> None:
    (tmp_path / "audit").touch()
    net = Net(AuditLog(tmp_path / "audit" / "audit.jsonl"), environ={})
    async with served(echo) as server:
        with pytest.raises(Unanswered, match=r"was not asked: the audit log .* cannot be written \(.+\)"):
            await net.json(asking(server.url, body={}), leave())
        assert server.requests == []
    await net.close()


def answering(body: bytes | str, status: int = 200, kind: str = "application/json", **headers: str) -> Handler:
    """A server that always says the same."""
    content = body.encode() if isinstance(body, str) else body

    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=content, status=status, content_type=kind, headers=headers)

    return handler


async def endless(request: web.Request) -> web.StreamResponse:
    """A body without end, as fast as it is read."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    while True:
        await response.write(BODY.encode() * 1000)


async def dripping(request: web.Request) -> web.StreamResponse:
    """A byte of the body now and then."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.02)


async def silent(request: web.Request) -> web.Response:
    """No answer at all."""
    await asyncio.sleep(60)
    return web.Response()


async def resetting(request: web.Request) -> web.Response:
    """The connection is reset."""
    assert request.transport is not None
    taken = request.transport.get_extra_info("socket")
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
    return web.Response()


async def cut_short(request: web.Request) -> web.StreamResponse:
    """The connection ends in the middle of the body."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"text": "' + BODY.encode())
    assert request.transport is not None
    request.transport.close()
    return response


async def not_http(request: web.Request) -> web.Response:
    """Bytes that are no HTTP."""
    assert request.transport is not None
    request.transport.write(BODY.encode() + b"\r\n\r\n")
    request.transport.close()
    return web.Response()


DEEP = "[" * 200_000
ZIPPED = zlib.compress(b" " * (64 << 20))
FAULTS: dict[str, tuple[Handler, type[Unanswered], str]] = {
    "garbage": (answering(b"{\xff" + BODY.encode()), Unanswered, "answered with JSON that is not valid"),
    "empty": (answering(b""), Unanswered, "answered with JSON that is not valid"),
    "too deep": (answering(DEEP), Unanswered, "answered with JSON that is not valid"),
    "too large a number": (answering("9" * 5_000), Unanswered, "answered with JSON that is not valid"),
    "endless": (endless, Unanswered, "answered with more than 4 MB, and was cut off"),
    "a bomb": (answering(ZIPPED, **{"Content-Encoding": "deflate"}), Unanswered, "answered with more than 4 MB"),
    "not what it is packed in": (answering(BODY, **{"Content-Encoding": "gzip"}), Broken, "broke the connection"),
    "a drip": (dripping, TimedOut, "did not answer within 0.5 s"),
    "silence": (silent, TimedOut, "did not answer within 0.5 s"),
    "a web page": (answering(f"<p>{BODY}", kind="text/html"), Unanswered, "a web page instead of JSON"),
    "plain text": (answering(BODY, kind="text/plain"), Unanswered, "answered with something other than JSON"),
    "a stream": (answering(BODY, kind="text/event-stream"), Unanswered, "something other than JSON"),
    "400": (answering(BODY, 400), Rejected, r"did not accept the request \(HTTP 400\)"),
    "401": (answering(BODY, 401), Rejected, "refused the key: check it in the settings"),
    "402": (answering(BODY, 402), Rejected, "wants to be paid first"),
    "403": (answering(f"<p>{BODY}", 403, "text/html"), Rejected, "refused the key: check it in the settings"),
    "404": (answering(BODY, 404), Rejected, r"has nothing at this address \(HTTP 404\)"),
    "429": (answering(BODY, 429), Throttled, "is asked too often or has no quota left$"),
    "429 for a minute": (answering(BODY, 429, **{"Retry-After": "60"}), Throttled, "it asks to wait 60 s"),
    "500": (answering(BODY, 500), Broken, r"has an error of its own \(HTTP 500\)"),
    "503": (answering(BODY, 503), Broken, r"has an error of its own \(HTTP 503\)"),
    "503 for a while": (answering(BODY, 503, **{"Retry-After": "7"}), Throttled, "it asks to wait 7 s"),
    "a redirect": (answering(BODY, 307, Location="https://evil.example/x"), Unanswered, "sends elsewhere, to evil.ex"),
    "a redirect to a page": (answering(BODY, 302, Location="/x"), Unanswered, "sends elsewhere, to 127.0.0.1"),
    "a redirect to nowhere": (answering(BODY, 301, Location="http://[x"), Unanswered, "sends elsewhere"),
    "a reset": (resetting, Broken, "broke the connection"),
    "half a body": (cut_short, Broken, "broke the connection"),
    "no HTTP": (not_http, Unanswered, "answered with something that is not HTTP"),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_bad_answer_is_named_contained_and_tells_nothing(
    net: Net, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    handler, kind, reason = FAULTS[name]
    caplog.set_level(logging.DEBUG)
    began_s = time.monotonic()
    async with served(handler) as server:
        with pytest.raises(Unanswered, match=f"^perplexity .*{reason}") as raised:
            await net.json(asking(f"{server.url}/search", 0.5 if kind is TimedOut else 5.0, body={"q": "x"}), leave())
        assert len(server.requests) == 1
    assert type(raised.value) is kind
    assert raised.value.source == "perplexity"
    assert time.monotonic() - began_s < 3
    await net.audit.close()
    assert audited(net)[-1]["outcome"] == raised.value.reason
    told = str(raised.value) + repr(raised.value) + caplog.text + net.audit.path.read_text()
    assert KEY not in told
    assert BODY not in told
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_server_that_is_not_there_is_named(net: Net, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unanswered, match=r"^perplexity cannot be reached \(connection refused\); check its address$"):
        await net.json(asking(f"http://{host}:{port}/", body={}), leave())


async def test_a_name_that_does_not_exist_is_named(net: Net) -> None:
    with pytest.raises(Unanswered, match=r"^perplexity was not found: its name cannot be looked up$"):
        await net.json(asking("https://nothing.invalid/", body={}), leave("query", Privacy.FULL))


@pytest.mark.parametrize("host", ["a..b", ".invalid", "a" * 300 + ".invalid"])
async def test_a_name_that_cannot_exist_is_named(net: Net, host: str) -> None:
    with pytest.raises(Unanswered, match=r"^perplexity cannot be asked: its address is not valid$"):
        await net.json(asking(f"https://{host}/", body={}), leave("query", Privacy.FULL))


@pytest.mark.parametrize("key", [f"{KEY}\nX-Evil: 1", f"{KEY}é", f"{KEY}\0"])
async def test_a_key_that_is_none_is_not_sent(net: Net, key: str) -> None:
    async with served(echo) as server:
        with pytest.raises(Unanswered, match=r"^perplexity was not asked: its key holds characters that no key has$"):
            await net.json(Exchange("perplexity", "GET", server.url, {"X-Key": key}), leave())
        assert server.requests == []


async def test_a_long_answer_is_read(net: Net) -> None:
    async with served(answering(json.dumps(["x" * 100] * 10_000))) as server:
        assert len(await net.json(asking(server.url), leave())) == 10_000


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    subprocess.run(["openssl", "req", "-x509", *ec, *files], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    return context


async def test_a_certificate_that_nobody_trusts_is_named(net: Net, self_signed: ssl.SSLContext) -> None:
    async with served(echo, self_signed) as server:
        with pytest.raises(Unanswered, match=r"^perplexity has a certificate that this machine does not trust$"):
            await net.json(asking(server.url, body={}), leave())
        assert server.requests == []


async def test_a_server_without_tls_is_named(net: Net) -> None:
    async with served(echo) as server:
        with pytest.raises(Unanswered, match=r"^perplexity does not speak TLS as it should; check its address$"):
            await net.json(asking(server.url.replace("http:", "https:"), body={}), leave())


class LyingResolver(AbstractResolver):
    """A name service that leads `localhost` away."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)
            for address in self.addresses
        ]

    async def close(self) -> None: ...


async def test_a_name_service_that_leads_this_machines_name_away_is_not_followed() -> None:
    with pytest.raises(OSError, match="localhost is not this machine"):
        await loopback_only(LyingResolver("203.0.113.7")).resolve("localhost", 80)
    found = await loopback_only(LyingResolver("203.0.113.7", "127.0.0.1")).resolve("localhost", 80)
    assert [address["host"] for address in found] == ["127.0.0.1"]
    connector = aiohttp.TCPConnector(resolver=loopback_only(LyingResolver("203.0.113.7")))
    async with aiohttp.ClientSession(connector=connector) as session:
        with pytest.raises(aiohttp.ClientConnectorDNSError, match="localhost is not this machine"):
            await session.get("http://localhost:1/")


async def test_a_proxy_is_asked_for_what_may_leave_and_never_for_this_machine(tmp_path: Path) -> None:
    asked: list[str] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readline()).decode())
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    listening = await asyncio.start_server(proxy, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    net = Net(
        AuditLog(tmp_path / "a" / "audit.jsonl"),
        environ={"HTTP_PROXY": address, "HTTPS_PROXY": address, "ALL_PROXY": address},
    )
    async with listening, served(echo) as server:
        assert await net.json(asking(server.url, body={}), leave("document", Privacy.FULL))
        assert asked == []
        with pytest.raises(Unanswered, match="was not asked"):
            await net.json(asking("https://nothing.invalid/x", body={}), leave("document", Privacy.QUERIES_ONLY))
        assert asked == []
        with pytest.raises(Unanswered, match="cannot be reached: the proxy of the environment failed"):
            await net.json(asking("https://nothing.invalid/x", body={}), leave("document", Privacy.FULL))
        assert asked == ["CONNECT nothing.invalid:443 HTTP/1.1\r\n"]
    await net.close()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"https_proxy": "http://proxy:3128"}, "http://proxy:3128"),
        ({"HTTPS_PROXY": "proxy:3128"}, "http://proxy:3128"),
        ({"ALL_PROXY": "http://proxy:1"}, "http://proxy:1"),
        ({"HTTP_PROXY": "http://proxy:1"}, None),
        ({"HTTPS_PROXY": "socks5://proxy:1"}, None),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": "example.org"}, None),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": "a.b, .example.org"}, None),
        ({"HTTPS_PROXY": "http://p", "no_proxy": "*"}, None),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": "ple.org,example.com,"}, "http://p"),
    ],
)
def test_the_environment_names_the_proxy(environ: dict[str, str], expected: str | None) -> None:
    assert proxy_for("https://api.example.org/x", "api.example.org", environ) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("60", 60), ("0", 0), ("1.5", 1.5), ("-5", 0), ("999999", 3600), (" 7 ", 7),
        ("", None), ("soon", None), ("nan", None), ("inf", None), ("Mon, 99 Foo 2026", None),
        (formatdate(0, usegmt=True), 0),
    ],
)  # fmt: skip
def test_retry_after_is_read(written: str, expected: float | None) -> None:
    assert retry_after_s({"Retry-After": written}) == expected


def test_retry_after_may_be_a_date() -> None:
    wait_s = retry_after_s({"Retry-After": formatdate(time.time() + 30, usegmt=True)})
    assert wait_s == pytest.approx(30, abs=2)
    assert retry_after_s({}) is None


async def test_a_cancelled_request_is_ended_and_written_down_as_such(net: Net) -> None:
    async with served(silent) as server:
        asking_it = asyncio.create_task(net.json(asking(server.url, body={}), leave()))
        await server.was_asked.wait()
        asking_it.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking_it
    await net.audit.close()
    assert audited(net)[-1]["outcome"] == "cancelled"


def test_what_speaks_http_is_loaded_with_the_first_request_and_not_before() -> None:
    look = "import parallelproof.net.limits, parallelproof.net.keys, sys; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout
    assert "'parallelproof.net.net'" in loaded
    for heavy in ("aiohttp", "httpx2", "openai", "keyring", "pathspec", "pydantic"):
        assert f"'{heavy}'" not in loaded


def test_an_exchange_shows_neither_headers_nor_texts() -> None:
    shown = repr(asking("https://api.example.org/", params={"q": BODY}, body={"q": BODY}))
    assert KEY not in shown
    assert BODY not in shown


async def test_cookies_are_not_kept(net: Net) -> None:
    async def handler(request: web.Request) -> web.Response:
        response = web.json_response({"cookies": dict(request.cookies)})
        response.set_cookie("who", "bob")
        return response

    async with served(handler) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        for _ in range(2):
            assert await net.json(asking(url, body={}), leave()) == {"cookies": {}}
