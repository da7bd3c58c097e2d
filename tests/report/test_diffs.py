"""Diffs are built around the edits alone, and `patch` takes them."""

from __future__ import annotations

import random
import shutil
import subprocess

import pytest
from parallelproof.domain import Edit, Edits, Span
from parallelproof.report.diffs import unified


def change(text: str, *replacements: tuple[str, str]) -> Edits:
    """Edits that replace each first part by the second."""
    edits = (Edit(Span(text.index(old), text.index(old) + len(old)), new) for old, new in replacements)
    return Edits(tuple(sorted(edits)))


LINES = "".join(f"line {number}\n" for number in range(1, 31))


def test_a_change_of_one_line_shows_three_lines_around_it():
    hunk = " line 12\n line 13\n line 14\n-line 15\n+fifteen\n line 16\n line 17\n line 18\n"
    expected = f"--- a/x.py\n+++ b/x.py\n@@ -12,7 +12,7 @@\n{hunk}"
    assert unified("x.py", LINES, change(LINES, ("line 15", "fifteen"))) == expected


def test_changes_far_apart_are_hunks_of_their_own_and_later_ones_know_of_the_earlier():
    diff = unified("x.py", LINES, change(LINES, ("line 2\n", "two\nand more\n"), ("line 25\n", "")))
    assert [line for line in diff.splitlines() if line.startswith("@@")] == ["@@ -1,5 +1,6 @@", "@@ -22,7 +23,6 @@"]


def test_no_newline_at_the_end_is_said():
    diff = unified("x.py", "a\nb", change("a\nb", ("b", "c")))
    assert diff.endswith("-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n")


def test_a_change_of_nothing_has_no_diff():
    assert unified("x.py", LINES, Edits(())) == ""
    assert unified("x.py", LINES, change(LINES, ("line 3", "line 3"))) == ""


@pytest.mark.skipif(not shutil.which("git"), reason="git applies the diffs")
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_git_makes_the_same_text_of_a_diff_as_we_do(tmp_path, newline):
    chance = random.Random(7)
    for case in range(12):
        text = newline.join(f"line {number} {chance.randrange(3)}" for number in range(60)) + newline * (case % 2)
        starts = sorted(chance.sample(range(len(text) // 8), 4))
        spans = [Span(at * 8, at * 8 + chance.randrange(9)) for at in starts]
        edits = Edits(tuple(Edit(span, chance.choice(["", "new", f"new{newline}", "a b"])) for span in spans))
        file = tmp_path / "x.py"
        file.write_bytes(text.encode())
        diff = unified("x.py", text, edits)
        apply = ["git", "apply", "--whitespace=nowarn", "-"]
        subprocess.run(apply, input=diff.encode(), cwd=tmp_path, check=bool(diff), capture_output=True)
        assert file.read_bytes().decode() == edits.apply(text)
