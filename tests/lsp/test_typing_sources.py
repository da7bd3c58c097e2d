"""While you type, with a search service and a model on this machine that speak the real wire formats."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.backends.openai_server import OpenAIServer
from tests.backends.search_services import Fault, SearchServices

from .editing import Editor, capabilities, editing, eventually
from .test_typing import QUICKLY, TYPED, end, shop, type_at_the_end, wait_for

FETCH = "\n\nimport aiohttp\n\n\nasync def fetch(url):\n    return await aiohttp.ClientSession().get(url)"


def with_services(services: SearchServices) -> dict[str, object]:
    return {**QUICKLY, "searchProvider": "searxng", "searchUrl": services.address("searxng")}


async def contexts(editor: Editor, uri: str, wanted: str) -> str:
    """The page of what was found, as soon as it has a text."""
    page = ""
    for _ in range(100):
        page = await editor.command("showContext", uri)
        if wanted in page:
            break
        seen = len(editor.found)
        await eventually(lambda seen=seen: len(editor.found) > seen, 20)
    return page


async def test_what_the_web_says_is_shown_with_links_to_its_pages(tmp_path: Path) -> None:
    with SearchServices() as services:
        async with editing(shop(tmp_path / "shop"), settings=with_services(services)) as editor:
            uri = editor.open()
            type_at_the_end(editor, uri, FETCH)
            page = await contexts(editor, uri, "searxng")
            assert "](http" in page and services.queries
            assert any("aiohttp" in query for query in services.queries)
            assert "SearXNG: " in await editor.command("showStatus")


async def test_a_service_that_fails_is_named_and_the_rest_is_shown(tmp_path: Path) -> None:
    with SearchServices() as services:
        services.script(*[Fault.BROKEN] * 20)
        async with editing(shop(tmp_path / "shop"), settings=with_services(services)) as editor:
            uri = editor.open()
            type_at_the_end(editor, uri, FETCH + TYPED)
            await wait_for(editor)
            await eventually(lambda: any("searxng" in one.message for one in editor.client.log_messages))
            assert "searxng failed at " in await editor.command("showStatus")
            assert await editor.ghost(uri, end(editor, uri))


async def test_the_models_completion_is_offered_and_goes_on_while_it_is_typed(tmp_path: Path) -> None:
    with OpenAIServer("[price * 2 for price in prices]") as server:
        settings = {**QUICKLY, "model": server.model, "modelUrl": server.url, "modelKey": server.key}
        async with editing(shop(tmp_path / "shop"), settings=settings) as editor:
            uri = editor.open()
            type_at_the_end(editor, uri, "\n\ndef doubled(prices):\n    return ")
            await wait_for(editor, "completion")
            ghost = await editor.ghost(uri, end(editor, uri))
            assert ghost and ghost.insert_text == "[price * 2 for price in prices]"
            type_at_the_end(editor, uri, "[price")
            ghost = await editor.ghost(uri, end(editor, uri))
            assert ghost and ghost.insert_text == " * 2 for price in prices]"
            type_at_the_end(editor, uri, " + 1")
            assert await editor.ghost(uri, end(editor, uri)) is None
            assert "the model: " in await editor.command("showStatus")


async def test_questions_are_pulled_where_the_client_can(tmp_path: Path) -> None:
    client = capabilities(diagnostic=types.DiagnosticClientCapabilities())
    async with editing(shop(tmp_path / "shop"), settings=QUICKLY, client=client) as editor:
        uri = editor.open()
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        for change, count in ((lambda: type_at_the_end(editor, uri, TYPED), 1), (lambda: _rename(editor, uri), 0)):
            change()
            while True:
                full = await editor.client.text_document_diagnostic_async(params)
                if isinstance(full, types.RelatedFullDocumentDiagnosticReport) and len(full.items) == count:
                    params.previous_result_id = full.result_id
                    break
                seen = editor.client.diagnostic_refresh_count
                await eventually(lambda seen=seen: editor.client.diagnostic_refresh_count > seen)


def _rename(editor: Editor, uri: str) -> None:
    editor.edit(uri, "return mean", "return len")
