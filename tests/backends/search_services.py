"""Six search services on 127.0.0.1 that speak the providers' wire formats and misbehave on request."""

from __future__ import annotations

import asyncio
import random
import ssl
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from aiohttp import web

KEY = "pplx-0123456789abcdef-do-not-tell"
"""The key that every service but SearXNG asks for."""
BODY_TEXT = "text of a body that nobody should repeat"
"""Stands in the body of every bad answer, beside the key."""
PROVIDERS = ("perplexity", "sonar", "tavily", "brave", "exa", "searxng")


class Fault(StrEnum):
    """What a request may meet instead of an answer."""

    GARBAGE = "garbage"
    ENDLESS = "endless body"
    DRIP = "endless body, a byte at a time"
    REDIRECT = "redirect to another host"
    HTML = "HTML instead of JSON"
    SHAPE = "JSON of the wrong shape"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    THROTTLED = "429 for a minute"
    BROKEN = "500"
    RESET = "connection reset"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class Page:
    """One page that a service finds; addresses and texts may be as hostile as a test wants them."""

    title: Any
    url: Any
    text: Any
    date: Any = "2026-11-02"


@dataclass(frozen=True, slots=True)
class Received:
    """One request as a service saw it. `in_flight` counts it and those it came upon."""

    provider: str
    queries: tuple[str, ...]
    k: int
    key: str | None
    in_flight: int


def pages_about(query: str) -> Sequence[Page]:
    """A dozen pages about anything."""
    slug = "-".join(query.split())
    return [
        Page(f"{query}, part {n}", f"https://docs.example.org/{slug}/{n}", f"What {query} does, in {n} steps.")
        for n in range(1, 13)
    ]


class SearchServices:
    """The services, in a thread of their own: `with SearchServices(delay_s=3) as services: services.address("exa")`.

    `at_once` requests are answered at the same time, more get 429. `error_rate` and `hang_rate` befall requests at
    random, by the seed; `script` befalls the next requests, one each; `always` befalls all until it is None again.
    """

    def __init__(
        self,
        *,
        delay_s: float = 0.0,
        at_once: int | None = None,
        error_rate: float = 0.0,
        hang_rate: float = 0.0,
        seed: int = 0,
        joins_lists: bool = False,
        tls: bool = False,
        pages: Callable[[str], Sequence[Page]] = pages_about,
    ) -> None:
        self.delay_s, self.at_once, self.pages, self.joins_lists = delay_s, at_once, pages, joins_lists
        self.always: Fault | None = None
        self.received: list[Received] = []
        self.in_flight = self.most_in_flight = self.refused = self.elsewhere_calls = 0
        self._rates, self._random, self._tls = (error_rate, hang_rate), random.Random(seed), tls
        self._script: deque[Fault | None] = deque()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="search services", daemon=True)

    def script(self, *faults: Fault | None) -> None:
        """What the next requests meet, one fault each; None is a good answer."""
        self._script.extend(faults)

    def address(self, provider: str) -> str:
        """What to set as the provider's address."""
        return f"{self.url}/{provider}"

    @property
    def queries(self) -> list[str]:
        """Every query that arrived, in order."""
        return [query for request in self.received for query in request.queries]

    def __enter__(self) -> SearchServices:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(30)
        return self

    def __exit__(self, *exception: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        routes: tuple[tuple[str, str, Callable[[web.Request], Any]], ...] = (
            ("POST", "/perplexity/search", self._perplexity),
            ("POST", "/sonar/chat/completions", self._sonar),
            ("POST", "/tavily/search", self._tavily),
            ("GET", "/brave/res/v1/web/search", self._brave),
            ("POST", "/exa/search", self._exa),
            ("GET", "/searxng/search", self._searxng),
        )
        for method, path, handler in routes:
            app.router.add_route(method, path, handler)
        elsewhere = web.Application()
        elsewhere.router.add_route("*", "/{anything:.*}", self._elsewhere)
        self._runners = [
            web.AppRunner(each, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
            for each in (app, elsewhere)
        ]
        ports = []
        for runner, context in zip(self._runners, (_certificate() if self._tls else None, None), strict=True):
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
            ports.append(runner.addresses[0][1])
        self.url = f"{'https' if self._tls else 'http'}://127.0.0.1:{ports[0]}"
        self._elsewhere_url = f"http://localhost:{ports[1]}/"

    async def _stop(self) -> None:
        for runner in self._runners:
            await runner.cleanup()

    async def _elsewhere(self, request: web.Request) -> web.Response:
        self.elsewhere_calls += 1
        return web.json_response({"results": [{"title": "Elsewhere", "url": "https://elsewhere.example.org/"}]})

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            yield
        finally:
            self.in_flight -= 1

    async def _answer(
        self, request: web.Request, key: str | None, queries: Sequence[str], k: int, body: Callable[[], Any]
    ) -> web.StreamResponse:
        with self._counted():
            provider = request.path.split("/")[1]
            self.received.append(Received(provider, tuple(queries), k, key, self.in_flight))
            if key is not None and key != KEY:
                return _error(401)
            if self.at_once is not None and self.in_flight > self.at_once:
                self.refused += 1
                return _error(429, retry_after_s=1)
            fault = self._next_fault()
            if fault not in (None, Fault.BROKEN):
                return await self._misbehave(request, fault)
            await asyncio.sleep(self.delay_s)
            return _error(500) if fault else web.json_response(body())

    def _next_fault(self) -> Fault | None:
        if self._script:
            return self._script.popleft()
        error_rate, hang_rate = self._rates
        drawn = self._random.random()
        by_chance = Fault.BROKEN if drawn < error_rate else Fault.HANG if drawn < error_rate + hang_rate else None
        return self.always or by_chance

    async def _misbehave(self, request: web.Request, fault: Fault | None) -> web.StreamResponse:
        match fault:
            case Fault.GARBAGE:
                return web.Response(body=b'{"results": [\xff\x00' + BODY_TEXT.encode(), content_type="application/json")
            case Fault.ENDLESS | Fault.DRIP:
                return await _endless(request, drips=fault is Fault.DRIP)
            case Fault.REDIRECT:
                return web.Response(status=307, headers={"Location": self._elsewhere_url}, text=BODY_TEXT)
            case Fault.HTML:
                return web.Response(text=f"<html><body>{BODY_TEXT} {KEY}</body></html>", content_type="text/html")
            case Fault.SHAPE:
                return web.json_response({"results": {BODY_TEXT: KEY}, "web": [KEY], "choices": BODY_TEXT})
            case Fault.THROTTLED:
                return _error(429, retry_after_s=60)
            case Fault.RESET:
                assert request.transport is not None
                request.transport.abort()
            case Fault.UNAUTHORIZED | Fault.FORBIDDEN | Fault.NOT_FOUND:
                return _error(int(fault))
        await asyncio.Event().wait()
        raise AssertionError("a hang ends when the client leaves")

    async def _perplexity(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        single = isinstance(asked["query"], str)
        queries = [asked["query"]] if single else asked["query"]
        k = asked["max_results"]
        if not 1 <= len(queries) <= 5 or not 1 <= k <= 20:
            return _error(422)

        def body() -> Any:
            groups = [[_named(page, "snippet", last_updated=page.date) for page in self._found(q, k)] for q in queries]
            flat = single or self.joins_lists
            return {"id": "a1", "results": [each for group in groups for each in group] if flat else groups}

        return await self._answer(request, _bearer(request), queries, k, body)

    async def _sonar(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        query = asked["messages"][-1]["content"]

        def body() -> Any:
            found = self._found(query, 5)
            text = " ".join(f"{page.text} [{n}]" for n, page in enumerate(found, 1))
            return {
                "id": "a2",
                "object": "chat.completion",
                "model": asked["model"],
                "choices": [
                    {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}},
                ],
                "citations": [page.url for page in found],
                "search_results": [{"title": page.title, "url": page.url, "date": page.date} for page in found],
                "usage": {"prompt_tokens": 9, "completion_tokens": 90, "total_tokens": 99},
            }

        return await self._answer(request, _bearer(request), [query], 0, body)

    async def _tavily(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        query, k = asked["query"], asked["max_results"]
        if len(query) > 400 or not 0 <= k <= 20 or asked["search_depth"] not in ("basic", "advanced"):
            return _error(400)

        def body() -> Any:
            results = [_named(page, "content", score=0.9, published_date=page.date) for page in self._found(query, k)]
            return {"query": query, "answer": None, "images": [], "results": results, "response_time": 0.4}

        return await self._answer(request, _bearer(request), [query], k, body)

    async def _brave(self, request: web.Request) -> web.StreamResponse:
        query, k = request.query["q"], int(request.query["count"])
        if len(query) > 400 or len(query.split()) > 50 or not 1 <= k <= 20:
            return _error(422)

        def body() -> Any:
            results = [_named(page, "description", page_age=page.date) for page in self._found(query, k)]
            web_part = {"web": {"type": "search", "results": results}} if results else {}
            return {"type": "search", "query": {"original": query}, **web_part}

        return await self._answer(request, request.headers.get("X-Subscription-Token", ""), [query], k, body)

    async def _exa(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        query, k = asked["query"], asked["numResults"]

        def body() -> Any:
            results = [
                {"id": page.url, "title": page.title, "url": page.url, "publishedDate": page.date}
                | ({"highlights": [page.text], "highlightScores": [0.5]} if asked["contents"]["highlights"] else {})
                for page in self._found(query, k)
            ]
            return {"requestId": "a3", "resolvedSearchType": "neural", "results": results}

        return await self._answer(request, request.headers.get("x-api-key", ""), [query], k, body)

    async def _searxng(self, request: web.Request) -> web.StreamResponse:
        query = request.query["q"]
        if request.query.get("format") != "json":
            return _error(403)

        def body() -> Any:
            found = self._found(query, 12)
            results = [_named(page, "content", engine="duckduckgo", publishedDate=page.date) for page in found]
            return {"query": query, "number_of_results": 0, "results": results, "unresponsive_engines": []}

        return await self._answer(request, None, [query], 12, body)

    def _found(self, query: str, k: int) -> Sequence[Page]:
        return list(self.pages(query))[:k]


def _named(page: Page, text_name: str, **more: Any) -> dict[str, Any]:
    return {"title": page.title, "url": page.url, text_name: page.text, "date": page.date, **more}


def _bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _error(status: int, retry_after_s: int | None = None) -> web.Response:
    headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
    return web.json_response({"error": {"message": f"{BODY_TEXT}: {KEY}"}}, status=status, headers=headers)


async def _endless(request: web.Request, drips: bool) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"results": [')
    while True:
        await response.write(b" " if drips else f'"{BODY_TEXT}", '.encode() * 2000)
        await asyncio.sleep(0.05 if drips else 0)


def _certificate() -> ssl.SSLContext:
    """A certificate that nobody has reason to trust."""
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = Path(folder, "key.pem"), Path(folder, "certificate.pem")
        subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
        subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context
