"""What comes of hostile texts when a Markdown renderer gets them."""

from __future__ import annotations

import unicodedata

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from parallelproof.fulfill.markdown import code, escape, http_address, link, plain

HOSTILE = [
    "[click](https://evil.example) ![beacon](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "<https://evil.example> <me@evil.example>",
    "see [1] and\n\n[1]: https://evil.example",
    "# heading",
    "Setext\n===",
    "---",
    "> quote",
    "- item\n- item",
    "1. item\n2) item",
    "```\ncode\n```",
    "    indented\n\n\tcode",
    "**bold** _em_ __init__ ~~gone~~ `code` *",
    "| a | b |\n|---|---|\n| c | d |",
    "&lt;b&gt; &amp; &#60;i&#62; &copy",
    "\\[a\\](b) \\",
    "[![a](b)](javascript:alert(1))",
    "a\u202eb\u2066c\u200b\u00ad\x00\x1b[31m\ud800\ue000",
    "](https://evil.example)[",
    "+ plus\n* star\n= equal",
]


def tokens(markdown: str) -> list[Token]:
    """Every token of a rendering that lets HTML, tables and strikethrough through, inline ones too."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return [token for outer in parser.parse(markdown) for token in (outer, *(outer.children or ()))]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_an_escaped_text_renders_but_its_words(text: str) -> None:
    shown = tokens(escape(text))
    assert {token.type for token in shown} <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    words = "".join(token.content for token in shown if token.type in ("text", "text_special"))
    assert words.split() == plain(text).replace("://", " //").replace("@", " at ").split()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_character_that_cannot_be_seen_is_left(text: str) -> None:
    for shown in (escape(text), plain(text), code(text)):
        assert not {unicodedata.category(char)[0] for char in shown} & {"C"}
        assert "\u2028" not in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_code_renders_as_one_span_of_code(text: str) -> None:
    inline = [token.type for token in tokens(code(text)) if not token.type.startswith("paragraph")]
    assert inline == ["inline", "code_inline"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://evil.example/a", "see https //evil.example/a"),
        ("HTTP://evil.example", "HTTP //evil.example"),
        ("www.evil.example", "www evil.example"),
        ("ask bob@evil.example", "ask bob at evil.example"),
        ("mailto:bob", "mailto bob"),
        ("use @pytest.fixture: it is fine", "use @pytest.fixture: it is fine"),
        ("asyncio.run(main()) is not 3 - 1", "asyncio.run(main()) is not 3 - 1"),
        ("snake_case_name", "snake_case_name"),
        ("-1 is left alone, #1 too", "-1 is left alone, #1 too"),
    ],
)
def test_what_editors_make_links_of_by_themselves_is_broken_and_the_rest_stays(text: str, shown: str) -> None:
    assert escape(text) == shown


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://docs.aiohttp.org/en/stable/x.html#a.b", "https://docs.aiohttp.org/en/stable/x.html#a.b"),
        ("http://127.0.0.1:8080/a?b=c&d=e", "http://127.0.0.1:8080/a?b=c&d=e"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("https://a.example/f(x)", "https://a.example/f%28x%29"),
        ("https://a.example/%28", "https://a.example/%28"),
        ("https://a.example/)](https://evil.example)", "https://a.example/%29%5D%28https://evil.example%29"),
        ("https://b\u00fccher.example/\u00fc", "https://xn--bcher-kva.example/%C3%BC"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("command:workbench.action.quit", ""),
        ("//evil.example", ""),
        ("https://", ""),
        ("https://user:secret@evil.example/", ""),
        ("https://good.example@evil.example/", ""),
        ("https://a b.example/", ""),
        ("https://a.example/\u202egnp.exe", ""),
        ("https://a.example:99999/", ""),
        ("https://a.example/" + "x" * 2000, ""),
    ],
)
def test_only_addresses_of_web_pages_are_left_and_they_cannot_end_a_link(url: str, address: str) -> None:
    assert http_address(url) == address


def test_a_link_names_its_host_and_holds_nothing_else() -> None:
    shown = tokens(link("Official ](https://evil.example) docs", "https://docs.example/a"))
    links = [token for token in shown if token.type == "link_open"]
    assert [token.attrs["href"] for token in links] == ["https://docs.example/a"]
    assert shown[1].content.endswith("(docs.example)")


def test_a_title_without_a_page_is_no_link() -> None:
    assert link("*Title*", "javascript:alert(1)") == r"\*Title\*"


def test_long_texts_end_at_a_word() -> None:
    assert plain("word " * 100, 22) == "word word word word…"
