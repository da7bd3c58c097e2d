"""What is found on this machine: in the packages that are installed here, and in a small repository."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from parallelproof.domain import Passage, Request, Snapshot, Span, Topic
from parallelproof.search.local_documents import LocalDocuments
from parallelproof.settings import Settings

README = """\
# Shop

[![build](https://ci.example/badge.svg)](https://ci.example)

Sells things.

## Closing orders

```
# a comment, and no heading
```

Call `close_order` once the parcel has left; a closed order is never opened again.
"""
GUIDE = """\
Guide
=====

Nothing here.

Stock keeping
-------------

The warehouse counts pallets on every quarter day and reports differences.
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A small repository with documents, one of them ignored."""
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'shop'\n", "utf-8")
    (tmp_path / ".gitignore").write_text("docs/private.md\n", "utf-8")
    (tmp_path / "README.md").write_text(README, "utf-8")
    (tmp_path / "docs" / "deep").mkdir(parents=True)
    (tmp_path / "docs" / "deep" / "guide.rst").write_text(GUIDE, "utf-8")
    (tmp_path / "docs" / "private.md").write_text("# Secret\n\nHow `close_order` is cheated.\n", "utf-8")
    (tmp_path / "docs" / "data.bin").write_bytes(b"close_order" * 100)
    return tmp_path


def request(root: Path, text: str = "", language: str = "python") -> Request:
    """Everything in the text was just typed, and the cursor is at its end."""
    return Request(Snapshot((root / "shop.py").as_uri(), 1, language, text, len(text)), Span(0, len(text)), root)


async def found(
    root: Path, *names: str, text: str = "", settings: Settings | None = None, documents: LocalDocuments | None = None
) -> list[Passage]:
    """What is said of some dotted names and of a text."""
    topics = [Topic(name, Span(0, 0)) for name in names]
    stream = (documents or LocalDocuments()).find(request(root, text), topics, settings or Settings())
    return [passage async for passage in stream if isinstance(passage, Passage)]


def sources(passages: Sequence[Passage]) -> list[str]:
    """The sources of all citations."""
    return [citation.source for passage in passages for citation in passage.citations]


@pytest.mark.parametrize(
    ("name", "title", "words"),
    [
        ("aiohttp.ClientSession.get", "aiohttp.ClientSession.get(url, *, allow_redirects=True, **kwargs)", "HTTP GET"),
        ("aiohttp.ClientSession", "aiohttp.ClientSession(base_url=None, *, connector=None, ", "First-class interface"),
        ("yaml.safe_load", "yaml.safe_load(stream)", "Parse the first YAML document"),
        ("pytest.raises", "pytest.raises(", "raises an exception"),
        ("json.loads", "json.loads(s, *, cls=None, ", "Deserialize"),
        ("os.path.join", "os.path.join(a, *p)", "Join two or more pathname components"),
        ("asyncio.gather", "asyncio.gather(*coros_or_futures, return_exceptions=False)", "Return a future"),
        ("pathlib.Path.read_text", "pathlib.Path.read_text(encoding=None, errors=None", "Open the file in text mode"),
        ("random.choice", "random.choice(seq)", "random element"),
        ("collections.deque.append", "collections.deque.append", "right side of the deque"),
        ("math.floor", "math.floor(x, /)", "Return the floor of x"),
        ("builtins.dict.get", "dict.get(key, default=None, /)", "Return the value for key"),
        ("builtins.str.split", "str.split(sep=None, maxsplit=-1)", "Return a list of the substrings"),
        ("hashlib.sha256", "hashlib.sha256(string=b'', *, usedforsecurity=True)", "Returns a sha256 hash object"),
        ("asyncio.TimeoutError", "asyncio.TimeoutError", "Timeout expired"),
        ("logging.DEBUG", "logging.DEBUG = 10", ""),
        ("subprocess", "subprocess", "Subprocesses with accessible I/O streams"),
    ],
)
async def test_a_name_of_a_package_has_its_signature_and_its_first_words(
    name: str, title: str, words: str, shop: Path
) -> None:
    [passage] = await found(shop, name)
    assert passage.title.startswith(title)
    assert words in passage.text
    assert passage.is_code
    assert passage.citations[0].source == f"pydoc:{name.removeprefix('builtins.')}"


async def test_a_passage_cites_the_line_of_the_source_and_the_pages_of_the_package(shop: Path) -> None:
    [passage] = await found(shop, "aiohttp.ClientSession.get")
    path, _, line = passage.citations[1].source.rpartition(":")
    assert "def get(" in Path(path).read_text("utf-8").splitlines()[int(line) - 1]
    assert "https://docs.aiohttp.org" in sources([passage])


async def test_a_package_is_told_by_its_summary_readme_and_pages(shop: Path) -> None:
    [passage] = await found(shop, "yaml")
    assert passage.title.startswith("PyYAML 6")
    assert "YAML parser and emitter for Python" in passage.text
    assert "data serialization format" in passage.text
    assert all(source.startswith(("pydoc:", "https://")) for source in sources([passage]))


async def test_a_name_that_no_source_defines_has_no_passage(shop: Path) -> None:
    assert await found(shop, "aiohttp.ClientSession.nothing", "nowhere.at_all", "json.decoder.nothing") == []


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("aiohttp.ClientSession.get", "aiohttp.ClientSession.get"),
        ("aiohttp.ClientSession.customer", "aiohttp.ClientSession"),
        ("aiohttp.web.Application.add_routes", "aiohttp.web.Application.add_routes"),
        ("concurrent.futures.ThreadPoolExecutor.submit", "concurrent.futures.ThreadPoolExecutor.submit"),
        ("sys.customer", "sys"),
        ("builtins.str.customer", "builtins.str"),
        ("parallelproof.domain.Card", ""),
        ("shop.orders", ""),
        ("nowhere.at_all", ""),
    ],
)
async def test_a_name_is_public_as_far_as_a_public_package_defines_it(name: str, known: str, shop: Path) -> None:
    assert (await LocalDocuments().public(request(shop), Settings())).known(name) == known


async def test_a_module_of_the_project_hides_the_package_of_its_name(shop: Path) -> None:
    (shop / "yaml.py").write_text("def safe_load(stream): ...\n", "utf-8")
    (shop / "json").mkdir()
    (shop / "json" / "__init__.py").write_text("def loads(s): ...\n", "utf-8")
    public = await LocalDocuments().public(request(shop), Settings())
    assert [public.known("yaml.safe_load"), public.known("json.loads"), public.known("csv.reader")] == [
        "",
        "",
        "csv.reader",
    ]


@pytest.mark.parametrize("name", ["readline.read_history_file", "_tkinter.create", "antigravity.geohash"])
async def test_looking_a_name_up_loads_no_module_that_does_something_when_loaded(name: str, shop: Path) -> None:
    loaded = set(sys.modules)
    await found(shop, name)
    assert name.split(".")[0] not in set(sys.modules) - loaded


def environment(folder: Path, *installed: tuple[str, dict[str, str]]) -> Path:
    """A folder like an environment's, whose interpreter ends the test if it is run; its distributions by name."""
    packages = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    packages.mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text(f"version = {sys.version_info.major}.{sys.version_info.minor}\n", "utf-8")
    (folder / "bin").mkdir()
    python = folder / "bin" / "python"
    python.write_text(f"#!/bin/sh\ntouch {folder}/was-run\n", "utf-8")
    python.chmod(0o755)
    for name, files in installed:
        info = packages / f"{name}-1.0.dist-info"
        files = {f"{info.name}/METADATA": f"Name: {name}\nVersion: 1.0\n", **files}
        record = "".join(f"{path},,\n" for path in files)
        for path, text in {**files, f"{info.name}/RECORD": record}.items():
            (packages / path).parent.mkdir(parents=True, exist_ok=True)
            (packages / path).write_text(text, "utf-8")
    return folder


SOURCE = {"{}/__init__.py": 'raise SystemExit("imported")\n\n\ndef connect(host):\n    """Connect to a host."""\n'}


def package(name: str, **more: str) -> tuple[str, dict[str, str]]:
    """A distribution with one module, whose import ends the process, and more files in its metadata."""
    files = {path.format(name): text for path, text in SOURCE.items()}
    return name, {**files, **{f"{name}-1.0.dist-info/{path}": text for path, text in more.items()}}


async def test_what_was_not_installed_from_an_index_is_not_public(shop: Path) -> None:
    local = json.dumps({"url": "file:///home/ann/acme", "dir_info": {"editable": True}})
    private = "Name: hidden\nVersion: 1.0\nClassifier: Private :: Do Not Upload\n"
    environment(
        shop / ".venv",
        package("indexed"),
        package("local", **{"direct_url.json": local}),
        package("conda", **{"direct_url.json": local, "INSTALLER": "conda\n"}),
        package("hidden", METADATA=private),
    )
    settings = Settings(python=shop / ".venv")
    public = await LocalDocuments().public(request(shop), settings)
    known = {name: public.known(f"{name}.connect") for name in ("indexed", "local", "conda", "hidden")}
    assert known == {"indexed": "indexed.connect", "local": "", "conda": "conda.connect", "hidden": ""}
    [passage] = await found(shop, "indexed.connect", settings=settings)
    assert (passage.title, passage.text) == ("indexed.connect(host)", "Connect to a host.")
    assert not (shop / ".venv" / "was-run").exists()


async def test_stubs_speak_where_there_is_no_source(shop: Path) -> None:
    stub = "def fast(data: bytes, level: int = 3) -> bytes:\n    '''Compress quickly.'''\n"
    stubs = {"apart-stubs/__init__.pyi": "from .native import fast as fast\n", "apart-stubs/native.pyi": stub}
    environment(
        shop / ".venv",
        ("beside", {"beside/__init__.py": "from ._core import *\n", "beside/_core.pyi": stub}),
        ("apart", {"apart/native.so": ""}),
        ("types-apart", stubs),
    )
    settings = Settings(python=shop / ".venv")
    beside, apart = await found(shop, "beside.fast", "apart.fast", settings=settings)
    assert (beside.title, beside.text) == ("beside.fast(data, level=3)", "Compress quickly.")
    assert apart.title == "apart.fast(data, level=3)"


async def test_circles_of_imports_and_bases_end(shop: Path) -> None:
    circle = "from .b import thing, other\nfrom .b import *\nclass A(B): ...\nclass B(A): ...\nalias = alias\n"
    environment(
        shop / ".venv",
        ("circle", {"circle/__init__.py": circle, "circle/b.py": circle.replace(".b", ".")}),
    )
    settings = Settings(python=shop / ".venv")
    assert await found(shop, "circle.thing", "circle.A.method", "circle.alias.more", settings=settings) == []


async def test_a_section_of_the_repositorys_documents_is_cited_by_its_line(shop: Path) -> None:
    [passage] = await found(shop, text="def ship(order):\n    close_order(order)\n")
    assert passage.title == "Closing orders (README.md)"
    assert passage.text == "Call `close_order` once the parcel has left; a closed order is never opened again."
    assert sources([passage]) == [f"{shop / 'README.md'}:7"]
    assert README.splitlines()[6] == "## Closing orders"


async def test_a_section_is_found_by_what_a_comment_says(shop: Path) -> None:
    [passage] = await found(shop, text="# count the pallets in the warehouse and report differences\n")
    assert passage.title == "Stock keeping (docs/deep/guide.rst)"


@pytest.mark.parametrize("text", ["x = 1\n", "total = price * count\n", "# a guide\n", "import shop\n"])
async def test_ordinary_code_brings_no_document_up(text: str, shop: Path) -> None:
    assert await found(shop, text=text) == []


async def test_a_document_that_changes_is_read_again(shop: Path) -> None:
    documents = LocalDocuments()
    text = "open_parcel(parcel)\n"
    assert await found(shop, text=text, documents=documents) == []
    (shop / "docs" / "new.md").write_text("# Parcels\n\n`open_parcel` breaks the seal.\n", "utf-8")
    [passage] = await found(shop, text=text, documents=documents)
    assert passage.text == "`open_parcel` breaks the seal."
    (shop / "docs" / "new.md").unlink()
    assert await found(shop, text=text, documents=documents) == []


async def test_a_document_that_is_ignored_from_now_on_is_gone(shop: Path) -> None:
    documents = LocalDocuments()
    assert len(await found(shop, text="close_order(order)\n", documents=documents)) == 1
    (shop / ".parallelproofignore").write_text("README.md\n", "utf-8")
    assert await found(shop, text="close_order(order)\n", documents=documents) == []


async def test_a_repository_of_many_and_large_documents_is_read_within_bounds(shop: Path) -> None:
    for number in range(600):
        (shop / "docs" / f"page-{number:03}.md").write_text(f"# Page {number}\n\n`name_{number}` is here.\n", "utf-8")
    (shop / "docs" / "aaa.md").write_text("`huge_name` " + "word " * 100_000, "utf-8")
    documents = LocalDocuments()
    assert await found(shop, text="huge_name(1)\n", documents=documents) == []
    assert await found(shop, text="name_599(1)\n", documents=documents) == []
    assert await found(shop, text="name_1(1)\n", documents=documents) != []


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("# the common elements of two lists\n", "membership-set"),
        ('def unique(items):\n    """Unique elements of a list."""\n', "dedupe"),
        ("def recursive_fibonacci(n):\n", "fibonacci"),
    ],
)
async def test_a_comment_or_name_that_speaks_of_a_symptom_brings_its_pattern(
    text: str, pattern: str, shop: Path
) -> None:
    [passage] = await found(shop, text=text)
    assert sources([passage])[0] == f"knowledge:{pattern}"


@pytest.mark.parametrize("text", ["items = []\nfor item in other:\n    items.append(item)\n", "# the list of orders\n"])
async def test_code_that_speaks_of_no_symptom_brings_no_pattern(text: str, shop: Path) -> None:
    assert await found(shop, text=text) == []


async def test_other_languages_get_the_repositorys_documents_too(shop: Path) -> None:
    asked = Request(Snapshot((shop / "ship.ts").as_uri(), 1, "typescript", "close_order(1)", 14), Span(0, 14), shop)
    passages = [passage async for passage in LocalDocuments().find(asked, (), Settings())]
    assert [passage.title for passage in passages if isinstance(passage, Passage)] == ["Closing orders (README.md)"]


async def test_a_document_without_a_file_or_folder_is_answered_too() -> None:
    asked = Request(Snapshot("untitled:1", 1, "python", "import json", 11), Span(0, 11), None)
    documents = LocalDocuments()
    assert (await documents.public(asked, Settings())).known("json.loads") == "json.loads"
    topics = [Topic("json.loads", Span(0, 0))]
    assert len([passage async for passage in documents.find(asked, topics, Settings())]) == 1


async def test_the_first_passage_comes_soon_once_packages_were_read(shop: Path) -> None:
    documents = LocalDocuments()
    await found(shop, "aiohttp.ClientSession.get", documents=documents)
    begin_s = time.perf_counter()
    async for _ in documents.find(request(shop), [Topic("aiohttp.ClientSession.post", Span(0, 0))], Settings()):
        break
    assert time.perf_counter() - begin_s < 0.3


async def test_a_missing_interpreter_leaves_the_standard_library(shop: Path) -> None:
    public = await LocalDocuments().public(request(shop), Settings(python=Path("missing/python")))
    assert [public.known("yaml.safe_load"), public.known("json.loads")] == ["", "json.loads"]
