"""`GET /` and its files: the dashboard, as it was built into `_dashboard`, and nothing beside it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from html import escape
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "_dashboard"
NONCE = "__CSP_NONCE__"
"""What stands in the built page for the nonce of its styles; each answer has another one."""
_KINDS = {
    ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2",
}  # fmt: skip
"""Said by us: systems do not agree on them."""
_FOR_EVER = "public, max-age=31536000, immutable"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)
_NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>ParallelProof</title></head>
<body><h1>ParallelProof</h1>
<p>The server works. This checkout has no dashboard yet: run <code>make dashboard</code>, which needs Node, and load
this page again.</p>
<p><a href="openapi.json">The API</a> works without it.</p></body></html>
"""


class Page:
    """The handlers. `framed_by` are the sources of pages that may show ours in a frame, besides our own."""

    def __init__(self, folder: Path = FOLDER, framed_by: Sequence[str] = ()) -> None:
        self._folder, self._ancestors = folder.resolve(), " ".join(("'self'", *framed_by))

    async def page(self, request: web.Request) -> web.Response:
        """The page, or what to do where it was not built."""
        nonce = secrets.token_urlsafe(16)
        try:
            text = (self._folder / "index.html").read_text(encoding="utf-8")
        except OSError:
            text = _NOT_BUILT
        return web.Response(
            text=text.replace(NONCE, escape(nonce)),
            content_type="text/html",
            headers={"Content-Security-Policy": _POLICY.format(nonce=nonce, ancestors=self._ancestors)},
        )

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """A file below `assets`."""
        folder = self._folder / "assets"
        try:
            path = (folder / request.match_info["path"]).resolve()
            is_ours = path.is_relative_to(folder) and path.is_file()
        except (OSError, ValueError, RuntimeError):
            is_ours = False
        if not is_ours:
            raise web.HTTPNotFound
        kind = _KINDS.get(path.suffix, "application/octet-stream")
        return web.FileResponse(path, headers={"Cache-Control": _FOR_EVER, "Content-Type": kind})
