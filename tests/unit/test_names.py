"""What the names of a typed text («») are bound to. Each case of golden/names is a text and its names."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from parallelproof.domain import Span
from parallelproof.languages.python.names import Name, read

CASES = sorted((Path(__file__).parent.parent / "golden" / "names").glob("*.md"))
BLOCKS = re.compile(r"```python\n(.*?)```\n\n```names\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_names_of_what_was_typed(path: Path) -> None:
    document = path.read_text("utf-8")
    match = BLOCKS.search(document)
    assert match, "a case is a block of python and a block of names"
    marked, expected = match.groups()
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    written = read(text, Span(start, end))
    for item in (*written.names, *written.mentions):
        assert text[item.span.start : item.span.end] == item.name
    shown = "".join(f"{line(name)}\n" for name in written.names)
    shown += "".join(f"# {mention.name}\n" for mention in written.mentions)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(document.replace(f"```names\n{expected}```", f"```names\n{shown}```"), "utf-8")
    else:
        assert shown == expected


@pytest.mark.parametrize("part", ["a_", "Aa", "AaAAAA", "a.", "a.a_", "TODO(", "TODO a ", "`a(", "a(", "_", "`a."])
def test_no_comment_is_too_long_to_look_for_names_in(part: str) -> None:
    text = f"# {part * (40_000 // len(part))}-"
    began_s = time.process_time()
    read(text, Span(0, len(text)))
    assert time.process_time() - began_s < 5


def line(name: Name) -> str:
    """A name as a case shows it: how it is bound and where, what that hides, and how it is used."""
    shown = f"{name.name}: {name.bound}"
    if name.binding:
        shown += f" ({name.binding.kind}, line {name.binding.line})"
    if name.hidden:
        shown += f" hides {name.hidden.kind} of line {name.hidden.line}"
    use = name.use
    called = f"called with {use.positional}" if use.positional is not None else ""
    keywords = f"and {', '.join(use.keywords)}" if use.keywords else ""
    words = [called, keywords, "as a type" * use.is_type, "as a decorator" * use.is_decorator]
    words.append("." + ".".join(use.attributes) if use.attributes else "")
    told = " ".join(filter(None, words))
    return f"{shown}; {told}" if told else shown
