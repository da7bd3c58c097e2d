"""What is asked of the web about code: cases of golden/public-names, and that nothing else ever is."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from pathlib import Path

import pytest
from parallelproof.domain import Request, Snapshot, Span, Topic
from parallelproof.fulfill.public_names import public_queries
from parallelproof.search.local_documents import LocalDocuments
from parallelproof.settings import Settings

CASES = sorted((Path(__file__).parent.parent / "golden" / "public-names").glob("*.md"))
CASE = re.compile(r"```python\n(.*?)\n```\n\n```typed\n(.*?)\n```\n\n```topics\n(.*?)```", re.DOTALL)
CURSOR = "‸"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with a package of its own."""
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'acme'\n", "utf-8")
    (tmp_path / "acme").mkdir()
    for name in ("__init__", "errors", "vault"):
        (tmp_path / "acme" / f"{name}.py").write_text("class BluebirdError(Exception):\n    pass\n", "utf-8")
    return tmp_path


def topics(project: Path, marked: str, typed: str) -> tuple[Topic, ...]:
    """The topics of a text with a cursor mark, of which the last occurrence of `typed` before it was just written."""
    cursor = marked.index(CURSOR)
    text = marked.replace(CURSOR, "")
    start = text.rindex(typed, 0, cursor + len(typed)) if typed else cursor
    snapshot = Snapshot((project / "acme" / "pay.py").as_uri(), 1, "python", text, cursor)
    request = Request(snapshot, Span(start, start + len(typed)), project)
    public = asyncio.run(LocalDocuments().public(request, Settings()))
    return public_queries(request, public)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_topics_of_what_was_typed(path: Path, project: Path) -> None:
    document = path.read_text("utf-8")
    match = CASE.search(document)
    assert match, "a case is a block of python, one of what was typed, and one of topics"
    marked, typed, expected = match.groups()
    found = topics(project, marked, typed)
    shown = "".join(f"{topic.name}: {topic.query or '(local only)'}\n" for topic in found)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(document.replace(f"```topics\n{expected}```", f"```topics\n{shown}```"), "utf-8")
    else:
        assert shown == expected


ROOT = Path(__file__).resolve().parents[2]


def test_no_query_about_a_real_project_holds_a_name_of_its_own(tmp_path: Path) -> None:
    documents = LocalDocuments()
    asked: list[str] = []
    for path in sorted((ROOT / "server" / "parallelproof").rglob("*.py"))[::8]:
        text = path.read_text("utf-8")
        request = Request(Snapshot(path.as_uri(), 1, "python", text, len(text)), Span(0, len(text)), ROOT)
        public = asyncio.run(documents.public(request, Settings()))
        for topic in public_queries(request, public):
            assert topic.name.split(".")[0] in {"builtins", *sys.stdlib_module_names} or public.about(topic.name)
            asked.append(topic.query)
    assert len(asked) > 10
    assert not [query for query in asked if "parallelproof" in query]


def test_a_long_paste_is_looked_at_near_its_end_only(project: Path) -> None:
    pasted = "import json\nimport subprocess\n" + "value = json.loads(text)\n" * 4000 + "subprocess.run(check="
    begin_s = time.perf_counter()
    found = topics(project, pasted + CURSOR, pasted)
    assert [topic.query for topic in found] == ["python subprocess run check", "python json loads"]
    assert time.perf_counter() - begin_s < 3


@pytest.mark.parametrize("language", ["javascript", "markdown", "plaintext"])
def test_other_languages_have_no_topics(language: str, project: Path) -> None:
    snapshot = Snapshot((project / "a.txt").as_uri(), 1, language, "import json\njson.loads(", 23)
    request = Request(snapshot, Span(0, 23), project)
    assert public_queries(request, asyncio.run(LocalDocuments().public(request, Settings()))) == ()
