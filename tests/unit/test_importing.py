"""Where an import is put. Each case of golden/imports is a text, what is wanted, and the text that comes of it."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest
from parallelproof.domain import Edits, Meaning, Span
from parallelproof.languages.python.importing import (
    import_edits,
    meaning_edits,
    module_edits,
    package_of,
    qualify_edits,
)

CASES = sorted((Path(__file__).parent.parent / "golden" / "imports").glob("*.md"))
BLOCKS = re.compile(r"```python\n(.*?)```\n\n```wanted\n(.*?)\n```\n\n```python\n(.*?)```", re.DOTALL)
IN_PACKAGE = re.compile(r"\bin package ([\w.]+)")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_text_with_one_more_import(path: Path) -> None:
    document = path.read_text("utf-8")
    match = BLOCKS.search(document)
    assert match, "a case is a text, what is wanted, and the text with it"
    before, wanted, expected = match.groups()
    windows = "CRLF" in document
    package = IN_PACKAGE.search(document)
    text = before.replace("\n", "\r\n") if windows else before
    after = changed(text, wanted, package[1] if package else "")
    assert ("\r\n" in after) == windows and not re.search(r"(?<!\r)\n", after if windows else "")
    shown = after.replace("\r\n", "\n")
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(document[: match.start(3)] + shown + document[match.end(3) :], "utf-8")
    else:
        assert shown == expected
    if "half-written" not in document and "No change" not in shown:
        ast.parse(after)


def changed(text: str, wanted: str, package: str) -> str:
    """The text after "from x import y", "import x" or "qualify as x.y" (at «y»)."""
    edits: Edits | None
    match wanted.split():
        case ["from", module, "import", name]:
            edits = import_edits(text, module, name, package)
        case ["import", module]:
            edits = module_edits(text, module, package=package)
        case ["import", module, "as", alias]:
            edits = module_edits(text, module, alias, package)
        case ["qualify", "as", whole]:
            start, end = text.index("«"), text.index("»") - 1
            text = text.replace("«", "").replace("»", "")
            module, _, name = whole.rpartition(".")
            edits = qualify_edits(text, Span(start, end), module, name, package)
        case _:
            raise AssertionError(wanted)
    return "# No change.\n" if edits is None else edits.apply(text)


@pytest.mark.parametrize(
    ("meaning", "text", "expected"),
    [
        (Meaning("Cart.total", "shop.cart", None, 1, "method"), "", "from shop.cart import Cart\n"),
        (Meaning("np", "numpy", None, 0, "module"), "", "import numpy as np\n"),
        (Meaning("json", "json", None, 0, "module"), "", "import json\n"),
        (Meaning("parse", "urllib.parse", None, 0, "module"), "", "from urllib import parse\n"),
        (Meaning("datetime", "datetime", None, 0, "class"), "", "from datetime import datetime\n"),
        (Meaning("datetime", "datetime", None, 0, "module"), "", "import datetime\n"),
        (Meaning("go", "", None, 1, "function"), "", None),
        (Meaning("go", "a", None, 1, "function"), "go = 1\n", None),
    ],
)
def test_a_meaning_is_imported_as_its_kind_is(meaning: Meaning, text: str, expected: str | None) -> None:
    edits = meaning_edits(text, meaning)
    assert (edits.apply(text) if edits else None) == expected


def test_the_package_of_a_file_is_read_from_its_folders(tmp_path: Path) -> None:
    (tmp_path / "shop" / "web").mkdir(parents=True)
    (tmp_path / "shop" / "__init__.py").touch()
    (tmp_path / "shop" / "web" / "__init__.py").touch()
    assert package_of(tmp_path / "shop" / "web" / "page.py") == "shop.web"
    assert package_of(tmp_path / "shop" / "__init__.py") == "shop"
    assert package_of(tmp_path / "script.py") == ""
