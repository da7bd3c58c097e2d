"""Files are read as source or refused with one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from parallelproof.store.sources import SourceError, read_source


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"x = 1\r\ny = 2\rz = 3\n", "x = 1\r\ny = 2\rz = 3\n"),
        (b"\xef\xbb\xbfx = '\xc3\xa9'\n", "x = 'é'\n"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "# -*- coding: latin-1 -*-\nx = 'é'\n"),
        (
            b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'",
            "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '€'",
        ),
        (b"", ""),
        ("x = '😀'".encode(), "x = '😀'"),
    ],
)
def test_text_is_read_as_python_reads_it_with_its_own_line_ends(tmp_path: Path, content: bytes, text: str) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(content)
    assert read_source(path, 1000) == text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x = 1\0", "{} is binary, not Python source."),
        (b"x" * 2000, "{} has 2,000 bytes; files over 1,000 are left alone."),
        (
            b"x = '\xe9'\n",
            "{} cannot be decoded (invalid or missing encoding declaration); {advice}",
        ),
        (b"\n\n\nx = '\xe9'\n", "{} is not valid utf-8; {advice}"),
        (
            b"# coding: nonsense\n",
            "{} cannot be decoded (unknown encoding); {advice}",
        ),
    ],
)
def test_what_is_no_source_gets_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(content)
    with pytest.raises(SourceError) as raised:
        read_source(path, 1000)
    assert str(raised.value) == sentence.format(path, advice="save it as UTF-8 or name its encoding on line 1.")


def test_what_is_no_file_gets_one_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, sentence in [("gone", "does not exist."), ("pipe", "is not a file."), (".", "is not a file.")]:
        with pytest.raises(SourceError) as raised:
            read_source(tmp_path / name, 1000)
        assert str(raised.value) == f"{tmp_path / name} {sentence}"


def test_a_file_that_may_not_be_read_gets_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(SourceError, match=r"cannot be read: Permission denied\.$"):
        read_source(path, 1000)


def test_a_name_that_cannot_be_a_file_gets_one_sentence(tmp_path: Path) -> None:
    for name in ("a\0b.py", "x" * 300):
        with pytest.raises(SourceError, match="cannot be read"):
            read_source(tmp_path / name, 1000)


def test_codecs_that_are_no_text_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"# coding: rot13\nk = 1\n")
    with pytest.raises(SourceError, match="cannot be decoded"):
        read_source(path, 1000)
