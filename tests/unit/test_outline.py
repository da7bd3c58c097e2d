"""What a text defines: names, lines, signatures and the first words of docstrings."""

from __future__ import annotations

import pytest
from parallelproof.languages.python.outline import outline

SHOWN = '''"""The module."""
from .a import b as c
from x import *

__all__ = ["parse", "Cart"]
__all__ += ["LIMIT"]


def parse(
    text: str, *,
    strict: bool = False,  # as it was
) -> dict[
    str, int,
]:
    """Parse it.

    At length.
    """


async def fetch(url, /, *args: int, retries=3, **options): ...


@dataclass
class Cart(Base):
    """A cart."""

    items: list[str]
    tax: float = 0.0
    KINDS: ClassVar[int] = 3

    def total(self, *, rounded: bool = True) -> float:
        r"""What it costs."""

    @property
    def size(self): ...

    class Line:
        def __init__(self, name, count=1): ...


class Empty: ...


class Known(Exception): ...


LIMIT: int = 3
"""How many."""
area = lambda x, y: x * y
left, right = 1, 2
type Pair[T] = tuple[T, T]
if LIMIT:
    def branch(): ...
if __name__ == "__main__":
    def hidden(): ...
'''


@pytest.mark.parametrize(
    ("dotted", "kind", "signature", "doc"),
    [
        ("parse", "function", "parse(text: str, *, strict: bool = False) -> dict[str, int]", "Parse it."),
        ("fetch", "function", "fetch(url, /, *args: int, retries=3, **options)", ""),
        ("Cart", "class", "Cart(items: list[str], tax: float = 0.0)", "A cart."),
        ("Cart.total", "method", "total(self, *, rounded: bool = True) -> float", "What it costs."),
        ("Cart.size", "method", "", ""),
        ("Cart.Line", "class", "Line(name, count=1)", ""),
        ("Empty", "class", "Empty()", ""),
        ("Known", "class", "Known(...)", ""),
        ("LIMIT", "constant", "", "How many."),
        ("area", "function", "area(x, y)", ""),
        ("left", "constant", "", ""),
        ("Pair", "constant", "", ""),
        ("branch", "function", "branch()", ""),
    ],
)
def test_a_definition_has_a_kind_a_signature_and_its_first_words(
    dotted: str, kind: str, signature: str, doc: str
) -> None:
    found = outline(SHOWN).find(dotted)
    assert found is not None
    assert (found.kind, found.signature, found.doc) == (kind, signature, doc)
    words = SHOWN.splitlines()[found.line - 1].split()
    assert any(found.name in word for word in words)


def test_what_runs_only_as_a_script_is_not_defined() -> None:
    assert outline(SHOWN).find("hidden") is None


def test_all_and_imports_say_what_a_module_hands_on() -> None:
    found = outline(SHOWN)
    assert found.exports == ("parse", "Cart", "LIMIT") and found.public == {"parse", "Cart", "LIMIT"}
    assert [(item.bound, item.level, item.module, item.name) for item in found.imports] == [
        ("c", 1, "a", "b"),
        ("*", 0, "x", "*"),
    ]
    assert found.doc == "The module."
    assert outline("def f(): ...\n_x = 1\ny = 2\n").public == {"f", "y"}


def test_overloads_and_redefinitions_are_one() -> None:
    text = "@overload\ndef f(x: int): ...\n@overload\ndef f(x: str): ...\ndef f(x):\n    '''Both.'''\n"
    (found,) = outline(text).defined
    assert (found.signature, found.line, found.doc) == ("f(x)", 5, "Both.")


@pytest.mark.parametrize(
    "text",
    [
        "def f(a, b=1):\n    x = (\n\ndef g(): ...\nclass B(A):\n    pass\n",
        "import os\nx = [\n\ndef f(a, b=1):\n    return 1\n\ndef g():\n    pass\nclass B: ...\n",
        "def f(a, b=1):\n    return {'a': \n\nasync def g():\n    foo.\n\n\nclass B:\n    def m(self:\n",
    ],
)
def test_half_written_text_loses_no_header_that_can_be_read(text: str) -> None:
    found = {item.dotted: item.signature for item in outline(text).defined}
    assert found["f"] == "f(a, b=1)" and found["g"] == "g()" and "B" in found


@pytest.mark.parametrize("end", range(0, len(SHOWN), 37))
def test_every_beginning_of_a_text_has_an_outline(end: int) -> None:
    assert all(item.line <= SHOWN[:end].count("\n") + 1 for item in outline(SHOWN[:end]).defined)


@pytest.mark.parametrize(
    ("header", "positional", "keywords", "fits"),
    [
        ("def f(a, b=1): ...", 2, (), True),
        ("def f(a, b=1): ...", 3, (), False),
        ("def f(a, *, b): ...", 1, ("b",), True),
        ("def f(a, *, b): ...", 2, (), False),
        ("def f(a, /): ...", 0, ("a",), False),
        ("def f(*args: int): ...", 9, (), True),
        ("def f(*args): ...", 0, ("a",), False),
        ("def f(**options: int): ...", 0, ("any",), True),
        ("def f(**options): ...", 1, (), False),
        ("class f:\n    def __init__(self, a): ...", 1, (), True),
        ("class f:\n    def __init__(self, a): ...", 2, (), False),
        ("class f: ...", 1, (), False),
        ("@dataclass\nclass f:\n    a: int\n    b: int = 1", 2, (), True),
        ("@dataclass\nclass f:\n    a: int\n    b: int = 1", 0, ("c",), False),
        ("class f(BaseModel):\n    a: int", 1, (), False),
    ],
)
def test_a_call_fits_or_does_not(header: str, positional: int, keywords: tuple[str, ...], fits: bool) -> None:
    found = outline(header + "\n").find("f")
    assert found is not None and found.takes is not None
    assert found.takes.accepts(positional, keywords) is fits
