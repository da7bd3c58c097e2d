"""What every rewrite owes the file it stands in: its line endings, its indentation, its comments, its names."""

from __future__ import annotations

import time

import pytest
from parallelproof.catalogue import load
from parallelproof.domain import Candidate, Edits, Snapshot
from parallelproof.languages.python.units import units
from parallelproof.optimize.proposers import propose
from parallelproof.optimize.proposers.edits import edits_between

URI = "file:///example.py"
LOOP = "def f(xs):\n    out = []\n    for x in xs:\n        out.append(x + 1)\n    return out\n"


def candidates(text: str, name: str, *patterns: str) -> list[Candidate]:
    """What is proposed for one unit of a text, by some patterns or all."""
    unit = next(unit for unit in units(text, URI) if unit.name == name)
    known = [pattern for pattern in load() if not patterns or pattern.id in patterns]
    return propose(Snapshot(URI, 1, "python", text), unit, known)


def rewritten(text: str, name: str, *patterns: str) -> str:
    """The text after the first candidate."""
    return candidates(text, name, *patterns)[0].change.apply(text)


def test_carriage_returns_survive() -> None:
    text = "import os\r\n\r\n\r\n" + LOOP.replace("\n", "\r\n")
    new = rewritten(text, "f", "append-loop")
    assert new == "import os\r\n\r\n\r\ndef f(xs):\r\n    out = [x + 1 for x in xs]\r\n    return out\r\n"


def test_carriage_returns_survive_where_the_original_stays_below_and_an_import_is_added() -> None:
    text = "def f(a, b):\r\n    while b:\r\n        a, b = b, a % b\r\n    return a\r\n"
    new = rewritten(text, "f", "manual-gcd")
    assert new.startswith("from math import gcd\r\n\r\n\r\ndef f(a, b):\r\n    if type(a) is type(b) is int")
    assert "\n" not in new.replace("\r\n", "")


def test_tabs_and_a_missing_final_newline_survive() -> None:
    text = "def f(n):\n\tfor i in range(2, n):\n\t\tif n % i == 0:\n\t\t\treturn False\n\treturn True"
    new = rewritten(text, "f", "trial-division")
    assert new.endswith(
        "\tfor i in range(2, isqrt(max(n, 0)) + 1):\n\t\tif n % i == 0:\n\t\t\treturn False\n\treturn True"
    )


def test_comments_inside_a_rewritten_loop_are_kept_above_it() -> None:
    text = LOOP.replace("in xs:", "in xs:  # each\n        # one more")
    assert rewritten(text, "f", "append-loop") == (
        "def f(xs):\n    # each\n    # one more\n    out = [x + 1 for x in xs]\n    return out\n"
    )


def test_characters_beyond_the_basic_plane_do_not_move_an_edit() -> None:
    text = 'NAME = "😀é"\n\n\n' + LOOP.replace("out = []", 'é = "😀"; out = []').replace("x + 1", "x + é")
    new = text.replace("out = []\n    for x in xs:\n        out.append(x + é)\n", "out = [x + é for x in xs]\n")
    assert rewritten(text, "f", "append-loop") == new


@pytest.mark.parametrize(
    ("head", "expected", "use"),
    [
        ('"""Doc."""\n\nfrom __future__ import annotations\n\n', "annotations\n\nfrom math import isqrt\n", "isqrt(max"),
        ("import math\n\n", "import math\n\n", "math.isqrt(max"),
        ("import math as m\n\n", "import math as m\n\n", "m.isqrt(max"),
        ("from math import isqrt as root\n\n", "import isqrt as root\n\n", "root(max"),
        ("from math import sqrt\n\n", "from math import sqrt\nfrom math import isqrt\n\n", "isqrt(max"),
        ("isqrt = None\n\n", "import math\n\nisqrt = None", "math.isqrt(max"),
        ('"""Doc."""\n', '"""Doc."""\n\nfrom math import isqrt\n\n\n', "isqrt(max"),
        ("#!/usr/bin/env python\n", "#!/usr/bin/env python\n\nfrom math import isqrt\n", "isqrt(max"),
    ],
)
def test_an_import_is_reused_or_added_where_imports_belong(head: str, expected: str, use: str) -> None:
    body = "def f(n):\n    for i in range(2, n):\n        if n % i == 0:\n            return False\n    return True\n"
    new = rewritten(head + body, "f", "trial-division")
    assert expected in new and f"range(2, {use}" in new
    compile(new, "new", "exec")


def test_a_new_name_is_one_that_the_function_does_not_know() -> None:
    text = "def f(a, b, members):\n    return [x for x in a if x in b], members\n"
    assert "members_2 = b\n" in rewritten(text, "f", "membership-set")


def test_methods_nested_functions_and_coroutines_are_units_like_any_other() -> None:
    inner = LOOP.replace("\n", "\n    ").rstrip()
    text = f"class C:\n    {inner}\n\n\ndef outer():\n    {inner}\n    return f\n\n\nasync {LOOP}"
    for name in ("C.f", "outer.f", "f"):
        assert len(candidates(text, name, "append-loop")) == 1
    assert candidates(text, "outer", "append-loop") == []


def test_a_generator_may_be_rewritten_around_its_yields_but_never_across_one() -> None:
    around = LOOP.replace("return out", "yield out")
    assert "out = [x + 1 for x in xs]" in rewritten(around, "f", "append-loop")
    across = LOOP.replace("x + 1", "(yield x)")
    assert candidates(across, "f", "append-loop") == []


def test_several_matches_are_tried_together_and_alone_and_no_program_twice() -> None:
    text = LOOP.replace("return out", "more = []\n    for x in xs:\n        more.append(x)\n    return out, more")
    texts = [candidate.change.apply(text) for candidate in candidates(text, "f", "append-loop")]
    assert len(texts) == len(set(texts)) == 3


def test_a_function_that_looks_at_its_own_names_is_left_alone() -> None:
    assert candidates(LOOP.replace("return out", "return locals()"), "f") == []


def test_text_that_is_no_python_of_ours_has_no_candidates() -> None:
    assert candidates(LOOP + "\n\ndef broken(:\n", "f") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("a\n", "a\n"),
        ("a\r\nb\r\nc", "a\r\nB\r\nc"),
        ("a\nb\nc\n", "x\na\nc\n"),
        ("a\nb\nc\nd\ne\n", "a\nB\nc\nD\ne\n"),
        ("same", "same and more"),
        ("aa\naa\naa\n", "aa\naa\n"),
        ("\r\n\r\n", "\r\n"),
    ],
)
def test_edits_between_two_texts_turn_one_into_the_other(old: str, new: str) -> None:
    edits = edits_between(old, new)
    assert edits.apply(old) == new
    assert (edits == Edits(())) == (old == new)
    ends = [at for edit in edits.edits for at in (edit.span.start, edit.span.end)]
    assert all(old[at - 1 : at + 1] != "\r\n" for at in ends if at)


def test_an_edit_touches_only_what_changes() -> None:
    text = "x = 1\n" * 500 + LOOP + "y = 2\n" * 500
    change = candidates(text, "f", "append-loop")[0].change
    assert sum(len(edit.text) + edit.span.end - edit.span.start for edit in change.edits) < 120


def test_a_thousand_lines_of_forty_functions_take_less_than_five_seconds() -> None:
    loop = "    for v in values:\n        if v in others:\n            total += v\n"
    text = "\n\n".join(f"def f{i}(values, others):\n    total = {i}\n{loop * 7}    return total\n" for i in range(40))
    assert text.count("\n") > 950
    start = time.perf_counter()
    found = [candidate for i in range(40) for candidate in candidates(text, f"f{i}")]
    assert len(found) >= 40
    assert time.perf_counter() - start < 5


def test_the_catalogue_loads_quickly() -> None:
    from parallelproof.catalogue.load import _loaded, knowledge_folder

    load()
    _loaded.cache_clear()
    start = time.perf_counter()
    patterns = load(knowledge_folder())
    assert (time.perf_counter() - start) / len(patterns) < 0.02
