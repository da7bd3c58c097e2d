"""What a unit's result rests on: what it reaches withdraws it, nothing else does."""

from __future__ import annotations

import builtins
import sys
import time
from pathlib import Path

import pytest
from parallelproof.domain import Project, Reach
from parallelproof.languages.python.reach import Reacher

MAIN = '''"""A shop."""
import os
import math as m
from .prices import discount, TABLE
from . import stock
from .shapes import *

LIMIT = 10
SEEN = []
HANDLERS = {}


def total(items):
    """Sum, as unused() does."""
    return sum(price(item) for item in items) + LIMIT


def price(item):
    return discount(item)


def unused(items):
    return m.floor(LIMIT)


def remembers(x):
    return x in SEEN


def remember(x):
    SEEN.append(x)


def register(handler):
    HANDLERS[handler.__name__] = handler
    return handler


@register
def handle(x):
    return x


def dispatch(name):
    return HANDLERS[name]


class Base:
    def area(self):
        return 1


class Child(Base):
    def twice(self):
        return self.area() * 2


def covers(thing):
    return thing.twice()


def count():
    return stock.level("a")


def reads(name):
    return globals()[name]


def installed():
    import known
    return known.f()


if __name__ == "__main__":
    unused([])
'''
PRICES = "from .deep import rate\n\nTABLE = {}\n\ndef discount(x):\n    return rate(x)\n\ndef other():\n    return 1\n"
DEEP = "def rate(x):\n    return x\n\ndef unrelated():\n    return 2\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A package of several files with a test, and the site-packages of an interpreter."""
    files = {
        "shop/__init__.py": "",
        "shop/main.py": MAIN,
        "shop/prices.py": PRICES,
        "shop/deep.py": DEEP,
        "shop/stock.py": "def level(x):\n    return 1\n\ndef other():\n    return 2\n",
        "shop/shapes.py": "def circle():\n    return 3\n",
        "tests/test_main.py": "def test_total():\n    pass\n",
        "env/lib/python3.11/site-packages/known-1.0.dist-info/METADATA": "Name: known\nRequires-Dist: needed>=1 ; x\n",
        "env/lib/python3.11/site-packages/needed-1.0.dist-info/METADATA": "Name: needed\n",
        "env/lib/python3.11/site-packages/other-1.0.dist-info/METADATA": "Name: other\n",
        "env/pyvenv.cfg": "include-system-site-packages = false\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "env/bin").mkdir()
    (tmp_path / "env/bin/python").symlink_to(sys.executable)
    return tmp_path


def reacher(root: Path) -> Reacher:
    return Reacher(Project(root, root / "env/bin/python", (root / "tests",), (root,)))


def reach(root: Path, entry: str, text: str = MAIN) -> Reach:
    return reacher(root).reach(root / "shop/main.py", text, entry)


def names(root: Path, entry: str) -> set[str]:
    """What is reached, as "file:name", but for Python's own names."""
    found = reach(root, entry).definitions
    return {f"{path.stem}:{name}" for path, name in found if name not in dir(builtins)}


def test_a_unit_rests_on_what_it_names_through_files_and_packages(shop: Path) -> None:
    found = names(shop, "total")
    assert {
        "main:total",
        "main:price",
        "main:LIMIT",
        "main:discount",
        "prices:discount",
        "prices:rate",
        "deep:rate",
    } <= found
    assert {"main:", "prices:", "deep:", "__init__:", "shapes:"} <= found, "loading runs the other statements"
    assert not {"main:unused", "prices:other", "deep:unrelated", "stock:other", "main:remember"} & found


@pytest.mark.parametrize(
    ("entry", "reached", "left"),
    [
        ("remembers", "main:remember", "main:price"),
        ("dispatch", "main:handle", "main:price"),
        ("Child.twice", "main:Base", "main:price"),
        ("covers", "main:Child", "main:price"),
        ("count", "stock:level", "stock:other"),
        ("count", "shapes:circle", "main:price"),
        ("reads", "main:unused", "deep:unrelated"),
        ("no_such_unit", "main:unused", "deep:unrelated"),
    ],
)
def test_a_unit_rests_on_what_can_change_what_it_does(shop: Path, entry: str, reached: str, left: str) -> None:
    found = names(shop, entry)
    assert reached in found
    assert left not in found


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("shop/main.py", "LIMIT = 10", "LIMIT = 11"),
        ("shop/main.py", "return discount(item)", "return discount(item) + 1"),
        ("shop/main.py", "HANDLERS = {}", "HANDLERS = {}\nprint(1)"),
        ("shop/prices.py", "return rate(x)", "return rate(x) + 1"),
        ("shop/prices.py", "TABLE", "print(1)\nTABLE"),
        ("shop/deep.py", "return x", "return -x"),
        ("shop/__init__.py", "", "import os; os.environ['A'] = '1'"),
        ("tests/test_main.py", "pass", "assert True"),
        ("tests/conftest.py", "", "import pytest"),
    ],
)
def test_a_change_of_what_a_unit_rests_on_changes_its_digest(shop: Path, file: str, old: str, new: str) -> None:
    before = reach(shop, "total")
    path = shop / file
    text = path.read_text() if path.exists() else ""
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else new)
    assert reach(shop, "total", (shop / "shop/main.py").read_text()).digest != before.digest


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("shop/main.py", "import os", "# a comment\n\n\nimport os"),
        ("shop/main.py", '"""A shop."""', '"""The shop."""\n'),
        ("shop/main.py", "return m.floor(LIMIT)", "return m.ceil(LIMIT)"),
        ("shop/main.py", "    unused([])", "    unused([1])"),
        ("shop/main.py", "return x in SEEN", "return x not in SEEN"),
        ("shop/prices.py", "return 1", "return 2"),
        ("shop/deep.py", "return 2", "return 3"),
        ("shop/stock.py", "return 1", "return 2"),
        ("env/lib/python3.11/site-packages/known-1.0.dist-info/METADATA", "known", "known2"),
    ],
)
def test_a_change_of_anything_else_leaves_the_digest(shop: Path, file: str, old: str, new: str) -> None:
    before = reach(shop, "total")
    path = shop / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    assert reach(shop, "total", (shop / "shop/main.py").read_text()).digest == before.digest


@pytest.mark.parametrize(("name", "changes"), [("known", True), ("needed", True), ("other", False)])
def test_an_upgrade_of_what_is_imported_changes_the_digest(shop: Path, name: str, changes: bool) -> None:
    before = reach(shop, "installed").digest
    folder = shop / "env/lib/python3.11/site-packages"
    (folder / f"{name}-1.0.dist-info").rename(folder / f"{name}-2.0.dist-info")
    assert (reach(shop, "installed").digest != before) == changes


def test_a_distribution_of_another_name_is_found_by_its_record(shop: Path) -> None:
    info = shop / "env/lib/python3.11/site-packages/pyfoo-3.0.dist-info"
    info.mkdir()
    (info / "RECORD").write_text("foo/__init__.py,sha256=,1\n")
    assert reacher(shop).installed.version("foo") == "pyfoo-3.0.dist-info"
    assert reacher(shop).installed.version("os") == ""
    assert "known-1.0.dist-info" in reacher(shop).installed.version("who_knows"), "unknown rests on all"


def test_an_open_editors_text_comes_before_the_disk(shop: Path) -> None:
    path, deep = shop / "shop/main.py", shop / "shop/deep.py"
    one = reacher(shop)
    before = one.reach(path, MAIN, "total")
    edited = {deep: DEEP.replace("return x", "return -x")}
    assert one.reach(path, MAIN, "total", edited).digest != before.digest
    assert one.reach(path, MAIN, "total", {deep: DEEP}).digest == before.digest
    assert one.reach(path, MAIN, "total").digest == before.digest


def test_a_reacher_that_is_kept_sees_files_change(shop: Path) -> None:
    one = reacher(shop)
    before = one.reach(shop / "shop/main.py", MAIN, "total")
    (shop / "shop/deep.py").write_text(DEEP.replace("return x", "return (x)"))
    assert one.reach(shop / "shop/main.py", MAIN, "total").digest != before.digest


PROJECT = {
    "shop/__init__.py": "from .deep import *\nfrom .prices import discount as cheaper\n",
    "shop/prices.py": "from . import deep\nfrom .deep import rate\nfrom .deep import rate as discount\n",
    "shop/deep.py": "def rate(x):\n    return x\n\nclass Cart:\n    def price(self):\n        return 1\n",
    "space/within/place.py": "def rate(x):\n    return x\n",
}


@pytest.mark.parametrize(
    "text",
    [
        "from shop import rate\n\ndef unit():\n    return rate(1)\n",
        "from shop import cheaper as c\n\ndef unit():\n    return c(1)\n",
        "from shop import prices\n\ndef unit():\n    return prices.rate(1)\n",
        "from shop import prices as p\n\ndef unit():\n    return p.deep.rate(1)\n",
        "import shop\n\ndef unit():\n    return shop.prices.rate(1)\n",
        "import shop.prices\n\ndef unit():\n    return shop.prices.discount(1)\n",
        "import shop.prices as p\n\ndef unit():\n    return p . rate(1)\n",
        "import shop.prices\n\ndef unit(name):\n    module = shop.prices\n    return getattr(module, name)(1)\n",
        "def unit():\n    from shop.prices import rate as r\n    return r(1)\n",
        "from shop.prices import *\n\ndef unit():\n    return rate(1)\n",
        "from space.within.place import rate\n\ndef unit():\n    return rate(1)\n",
        "import space.within.place\n\ndef unit():\n    return space.within.place.rate(1)\n",
        "try:\n    from shop.deep import rate\nexcept ImportError:\n    pass\n\ndef unit():\n    return rate(1)\n",
    ],
)
def test_every_way_to_import_a_function_leads_to_it(tmp_path: Path, text: str) -> None:
    digests = []
    for body in ("return x", "return -x"):
        for name, content in PROJECT.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content.replace("return x", body))
        one = Reacher(Project(tmp_path, Path(sys.executable), (), (tmp_path,)))
        digests.append(one.reach(tmp_path / "main.py", text, "unit").digest)
    assert digests[0] != digests[1]


def test_a_class_that_only_tests_bring_is_reached_through_its_method(tmp_path: Path) -> None:
    for name, content in PROJECT.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_main.py").write_text(
        "from shop.deep import Cart\n\ndef test_unit():\n    unit(Cart())\n"
    )
    one = Reacher(Project(tmp_path, Path(sys.executable), (tmp_path / "tests",), (tmp_path,)))
    calls = one.reach(tmp_path / "main.py", "def unit(cart):\n    return cart.price()\n", "unit")
    other = one.reach(tmp_path / "main.py", "def unit(cart):\n    return cart.size()\n", "unit")
    assert (tmp_path / "shop/deep.py", "Cart") in calls.definitions
    assert (tmp_path / "shop/deep.py", "Cart") not in other.definitions


def test_how_objects_compare_counts_wherever_they_come_from(tmp_path: Path) -> None:
    unit = "def common(xs, ys):\n    return [x for x in xs if x in ys]\n"
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_main.py").write_text("from model import Line\n")
    digests = set()
    for frozen in ("True", "False"):
        model = f"from dataclasses import dataclass\n\n@dataclass(frozen={frozen})\nclass Line:\n    sku: str\n"
        (tmp_path / "model.py").write_text(model)
        one = Reacher(Project(tmp_path, Path(sys.executable), (tmp_path / "tests",), (tmp_path,)))
        digests.add(one.reach(tmp_path / "main.py", unit, "common").digest)
    assert len(digests) == 2


def test_a_letter_in_another_encoding_counts(tmp_path: Path) -> None:
    digests = set()
    for letter in (b"\xe9", b"\xe8"):
        (tmp_path / "names.py").write_bytes(b"# coding: latin-1\nNAME = '" + letter + b"'\n")
        one = Reacher(Project(tmp_path, Path(sys.executable), (), (tmp_path,)))
        digests.add(one.reach(tmp_path / "a.py", "from names import NAME\n\ndef f():\n    return NAME\n", "f").digest)
    assert len(digests) == 2


def test_imports_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("from b import f\nimport b\n\ndef g():\n    return f() + b.f()\n")
    (tmp_path / "b.py").write_text("from a import f, g\nimport a\n")
    one = Reacher(Project(tmp_path, Path(sys.executable), (), (tmp_path,)))
    found = one.reach(tmp_path / "a.py", (tmp_path / "a.py").read_text(), "g").definitions
    assert {(tmp_path / "a.py", "g"), (tmp_path / "b.py", "f")} <= found


def test_forty_units_of_a_thousand_lines_take_a_moment(shop: Path) -> None:
    lines = "".join(f"    for x in xs:\n        xs = f{{1}}(xs, {n})\n" for n in range(12))
    body = "def f{0}(xs, n=0):\n" + lines + "    return price(xs)\n\n"
    text = MAIN + "".join(body.replace("{0}", str(n)).replace("{1}", str(max(0, n - 1))) for n in range(40))
    one, path = reacher(shop), shop / "shop/main.py"
    began = time.perf_counter()
    digests = {one.reach(path, text, f"f{n}").digest for n in range(40)}
    elapsed_s = time.perf_counter() - began
    assert len(digests) == 40
    assert elapsed_s < 0.6, "0.3 s on an idle machine"
