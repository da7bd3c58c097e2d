"""A citation in the code: where a comment may stand, with nothing in it that could be more than a comment."""

from __future__ import annotations

import ast
import tokenize

import pytest
from parallelproof.domain import Citation, Edits
from parallelproof.fulfill.citing import citation_edit

DOCS = Citation("json.loads", "https://docs.python.org/3/library/json.html")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = loads‸(a)\n", "# See: json.loads, {url}\nx = loads(a)\n"),
        ("def f():\n    return loads‸(a)\n", "def f():\n    # See: json.loads, {url}\n    return loads(a)\n"),
        ("def f():\r\n\treturn loads‸(a)\r\n", "def f():\r\n\t# See: json.loads, {url}\r\n\treturn loads(a)\r\n"),
        (
            'def f():\n    """One\n    loads‸ two"""\n',
            'def f():\n    # See: json.loads, {url}\n    """One\n    loads two"""\n',
        ),
        ("x = 1 + \\\n    loads‸(a)\n", "# See: json.loads, {url}\nx = 1 + \\\n    loads(a)\n"),
        ("x = 'a\\\nb' + loads‸(a)\n", "# See: json.loads, {url}\nx = 'a\\\nb' + loads(a)\n"),
        ("x = [\n    loads‸(a),\n]\n", "x = [\n    # See: json.loads, {url}\n    loads(a),\n]\n"),
        ("loads‸", "# See: json.loads, {url}\nloads"),
    ],
)
def test_a_citation_stands_above_the_statement_that_it_is_about(text: str, expected: str) -> None:
    at, text = text.index("‸"), text.replace("‸", "")
    cited = Edits((citation_edit(text, at, DOCS),)).apply(text)
    assert cited == expected.format(url=DOCS.source)
    assert ast.dump(ast.parse(cited)) == ast.dump(ast.parse(text))


@pytest.mark.parametrize(
    "title",
    [
        "two\nimport os",
        "a\r\nimport os",
        "a\x0cb\x0bimport os",
        "a\u2028import os\x85b",
        "\u202eesrever",
        "x" * 500,
        "coding: latin-1",
        "",
    ],
)
def test_nothing_of_a_title_leaves_the_comment(title: str) -> None:
    for citation in (Citation(title, "https://a"), Citation("a", f"https://a/{title}")):
        line = citation_edit("x = 1\n", 0, citation).text
        assert line.startswith("# See: ") and line.endswith("\n") and len(line.splitlines()) == 1
        assert tokenize.detect_encoding(iter([line.encode(), b""]).__next__)[0] == "utf-8"
        assert line[:-1].isprintable() and ast.dump(ast.parse(line + "x = 1\n")) == ast.dump(ast.parse("x = 1\n"))
