"""What a search service sends may have been written by anybody."""

from __future__ import annotations

import time
from typing import Any

import pytest
from parallelproof.search.hits import Malformed, Result, hits_of, objects_in, plain_text, web_address

SAME = {
    "json.loads(s, *, cls=None)": "json.loads(s, *, cls=None)",
    "matrix[i][j] = rows[0](x)": "matrix[i][j] = rows[0](x)",
    "if a < b and c > d": "if a < b and c > d",
    "naïve café 日本語 🐍": "naïve café 日本語 🐍",
}
CLEANED = {
    "<b>set</b> lookups are <strong>fast</strong>": "set lookups are fast",
    "a &amp; b &lt;script&gt;alert(1)&lt;/script&gt;": "a & b alert(1)",
    "x <img src=http://t.example/?c onerror=alert(1)> y": "x y",
    "<scr\u200bipt>alert(1)</scr\u200bipt>": "alert(1)",
    "<\u200bscript>alert(1)": "alert(1)",
    "<!-- hidden --> shown": "shown",
    "<<b>script>alert(1)<</b>/script>": "< script>alert(1)< /script>",
    "[[a](x:1)](x:2) [[[[[b](x:1)](x:2)](x:3)](x:4)](x:5)": "a b (x:4) (x:5)",
    "[click me](command:workbench.action.terminal.new)": "click me",
    "[docs](http://evil.example/(a)?b) now": "docs now",
    "![track](https://t.example/p.png)": "track",
    "[a](javascript:alert(1)) [b](//evil.example)": "a b",
    "\x1b[31mred\x1b[0m\x07 bell\x00": "red bell",
    "user\u202egnp.exe\u202c": "usergnp.exe",
    "zero\u200bwidth\ufeff\u00ad": "zerowidth",
    "```python\nimport os\n```": "python import os",
    "# a\r\n\tb\u2028c\u0085d": "# a b c d",
    "lone \ud800 half": "lone half",
}
ADDRESSES = {
    "https://docs.python.org/3/library/json.html#json.loads": "https://docs.python.org/3/library/json.html#json.loads",
    "HTTP://Example.org:8080/a b": "http://example.org:8080/a%20b",
    "https://en.example.org/wiki/Set_(maths)": "https://en.example.org/wiki/Set_%28maths%29",
    'https://e.org/a)](command:x)"<b>`|\\': "https://e.org/a%29%5D%28command:x%29%22%3Cb%3E%60%7C%5C",
    "https://e.org/?q=a&b=%20c": "https://e.org/?q=a&b=%20c",
    "https://еxample.org/": "https://xn--xample-2of.org/",
    " https://e.org/\n": "https://e.org/",
}
NO_ADDRESSES = (
    "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "command:x", "ftp://e.org/", "//e.org/", "e.org/a",
    "https://", "https:///a", "https://user@e.org/", "https://docs.python.org@evil.example/", "https://e.org:99999/",
    "https://[::1", "http://.e.org/", "http://a..b/", "https://e.org/\ud800", "https://" + "a" * 3000 + ".org/", "",
    None, 7, ["https://e.org/"], {"url": "https://e.org/"},
)  # fmt: skip


@pytest.mark.parametrize(("text", "clean"), [*SAME.items(), *CLEANED.items()])
def test_text_is_one_plain_line_without_what_hides_links_or_reorders(text: str, clean: str) -> None:
    assert plain_text(text, 200) == clean
    assert plain_text(clean, 200) == clean, "what is kept in the cache is cleaned once more and stays as it is"


@pytest.mark.parametrize(("url", "safe"), ADDRESSES.items())
def test_an_address_shows_its_true_host_and_holds_nothing_that_markup_could_mean(url: str, safe: str) -> None:
    assert web_address(url) == safe
    assert web_address(safe) == safe


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_what_is_no_web_address_is_none(url: Any) -> None:
    assert web_address(url) is None


@pytest.mark.parametrize("text", [None, 7, ["a"], {"a": 1}, b"bytes"])
def test_what_is_no_text_is_empty(text: Any) -> None:
    assert plain_text(text, 10) == ""


def test_long_text_is_cut_at_a_word() -> None:
    assert plain_text("one two, three", 12) == "one two…"
    assert plain_text("x" * 50, 10) == "x" * 9 + "…"
    assert len(plain_text("word " * 100_000, 600)) <= 600


@pytest.mark.parametrize("piece", ["<b", "<<b>", "[", "[a](http:", "![x](/(", "&lt;", "\u200b", "```", "<b>[a]("])
def test_hostile_text_costs_little_time(piece: str) -> None:
    text = piece * 100_000
    results = [Result(text, f"https://e.org/{n}", text) for n in range(1000)]
    began_s = time.process_time()
    assert len(hits_of(results, "q", "s", 20)) == 20
    assert time.process_time() - began_s < 1


def test_each_address_is_one_hit_and_no_more_are_read_than_asked_for() -> None:
    urls = [
        "https://e.org/a",
        "https://e.org/b",
        "https://e.org/a",
        "mailto:a@e.org",
        "https://e.org/c",
        "https://e.org/d",
    ]
    hits = hits_of([Result("t", url) for url in urls], "q", "s", 3)
    assert [hit.url for hit in hits] == ["https://e.org/a", "https://e.org/b", "https://e.org/c"]


def test_a_page_without_a_title_is_called_by_its_address() -> None:
    (hit,) = hits_of([Result(None, "https://e.org/a")], "q", "s", 3)
    assert (hit.title, hit.snippet, hit.date, hit.score) == ("e.org/a", "", None, None)


@pytest.mark.parametrize(("score", "kept"), [(0.5, 0.5), (float("nan"), None), (float("inf"), None), ("1", None)])
def test_a_score_is_a_finite_number(score: Any, kept: float | None) -> None:
    (hit,) = hits_of([Result("t", "https://e.org/a", score=score)], "q", "s", 3)
    assert hit.score == kept


@pytest.mark.parametrize("answer", [None, 7, "text", [], {}, {"results": None}, {"results": {}}, {"results": ["a", 7]}])
def test_an_answer_without_a_list_of_objects_is_malformed(answer: Any) -> None:
    with pytest.raises(Malformed):
        objects_in(answer, "results")


def test_objects_among_other_things_are_found() -> None:
    assert objects_in({"web": {"results": [7, {"a": 1}, "b"]}}, "web", "results") == [{"a": 1}]
    assert objects_in({"results": []}, "results") == []
