"""Changes are written whole, keep everything around them, and can be taken back while nothing else has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from parallelproof.store.applications import Applications, SourceError, apply_edits, undo
from parallelproof.store.sources import read_source


@pytest.fixture
def applications(tmp_path: Path) -> Applications:
    """Journals in a folder of the test's own."""
    return Applications(tmp_path / "journals")


def file(root: Path, content: bytes, name: str = "a.py") -> Path:
    """A file below `project`."""
    path = root / "project" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def changed(path: Path) -> dict[Path, tuple[str, str]]:
    """A change of a file's `= 1` to `= 2`."""
    text = read_source(path, 10_000)
    return {path: (text, text.replace("= 1", "= 2"))}


@pytest.mark.parametrize(
    "content",
    [
        b"x = 1\r\ny = 'a'\rz = 3\n",
        b"\xef\xbb\xbfx = 1  # \xc3\xa9\r\n",
        b"# coding: latin-1\nx = 1  # \xe9\n",
        b"x = 1",
        "x = 1  # 😀\n\n\n".encode(),
    ],
)
def test_all_but_the_change_stays_byte_for_byte_and_comes_back(
    tmp_path: Path, applications: Applications, content: bytes
) -> None:
    path = file(tmp_path, content)
    applications.apply(changed(path))
    assert path.read_bytes() == content.replace(b"= 1", b"= 2")
    assert applications.undo(tmp_path / "project") == [path]
    assert path.read_bytes() == content


def test_mode_and_link_stay(tmp_path: Path, applications: Applications) -> None:
    target = file(tmp_path, b"x = 1\n", "target.py")
    target.chmod(0o751)
    link = tmp_path / "project" / "link.py"
    link.symlink_to("target.py")
    applications.apply(changed(link))
    assert link.is_symlink()
    assert target.read_bytes() == b"x = 2\n"
    assert target.stat().st_mode & 0o7777 == 0o751
    assert sorted(found.name for found in (tmp_path / "project").iterdir()) == ["link.py", "target.py"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(tmp_path: Path, applications: Applications) -> None:
    path = file(tmp_path, b"x = 1\n")
    os.chown(path, 12345, 54321)
    applications.apply(changed(path))
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)


def test_the_last_application_below_a_folder_is_taken_back_first(tmp_path: Path, applications: Applications) -> None:
    one, other = file(tmp_path, b"x = 1\n"), file(tmp_path / "project", b"x = 1\n")
    applications.apply(changed(one))
    applications.apply({one: ("x = 2\n", "x = 3\n")})
    applications.apply(changed(other))
    assert applications.undo(other.parent) == [other]
    assert applications.undo(tmp_path / "project") == [one]
    assert one.read_bytes() == b"x = 2\n"
    assert applications.undo(tmp_path / "project") == [one]
    assert (one.read_bytes(), other.read_bytes()) == (b"x = 1\n", b"x = 1\n")
    with pytest.raises(SourceError, match=r"^Nothing was applied below"):
        applications.undo(tmp_path)


def test_a_folder_behind_a_link_is_the_same_folder(tmp_path: Path, applications: Applications) -> None:
    path = file(tmp_path, b"x = 1\n")
    (tmp_path / "link").symlink_to(path.parent)
    applications.apply(changed(tmp_path / "link" / "a.py"))
    assert applications.undo(path.parent) == [tmp_path / "link" / "a.py"]
    assert path.read_bytes() == b"x = 1\n"


def test_nothing_is_taken_back_once_a_file_has_changed(tmp_path: Path, applications: Applications) -> None:
    one, other = file(tmp_path, b"x = 1\n", "one.py"), file(tmp_path, b"x = 1\n", "other.py")
    applications.apply({**changed(one), **changed(other)})
    other.write_bytes(b"x = 2 + 0\n")
    with pytest.raises(SourceError) as raised:
        applications.undo(tmp_path)
    assert str(raised.value) == f"{other} has changed since; nothing was taken back."
    assert (one.read_bytes(), other.read_bytes()) == (b"x = 2\n", b"x = 2 + 0\n")


def test_nothing_is_applied_to_a_text_that_has_changed(tmp_path: Path, applications: Applications) -> None:
    one, other = file(tmp_path, b"x = 1\n", "one.py"), file(tmp_path, b"x = 1\n", "other.py")
    planned = {**changed(one), other: ("x = 0\n", "x = 2\n")}
    with pytest.raises(SourceError, match=r"other.py has changed since it was read; nothing was applied\.$"):
        applications.apply(planned)
    assert (one.read_bytes(), other.read_bytes()) == (b"x = 1\n", b"x = 1\n")
    with pytest.raises(SourceError):
        applications.undo(tmp_path)


def test_a_failure_half_way_leaves_all_as_it_was(tmp_path: Path, applications: Applications) -> None:
    one = file(tmp_path, b"x = 1\n", "one.py")
    other = file(tmp_path, b"x = 1\n", "o" * 240 + ".py")
    with pytest.raises(SourceError, match=r"cannot be written: File name too long\.$"):
        applications.apply({**changed(one), **changed(other)})
    assert (one.read_bytes(), other.read_bytes()) == (b"x = 1\n", b"x = 1\n")
    assert not list(applications.folder.iterdir())
    assert len(list(one.parent.iterdir())) == 2


def test_a_change_that_the_encoding_cannot_hold_is_refused(tmp_path: Path, applications: Applications) -> None:
    path = file(tmp_path, b"# coding: latin-1\nx = 1\n")
    text = read_source(path, 1000)
    with pytest.raises(SourceError, match=r"cannot hold '€' in its encoding, iso-8859-1\.$"):
        applications.apply({path: (text, text.replace("1", "'€'"))})
    assert path.read_bytes() == b"# coding: latin-1\nx = 1\n"


def test_an_application_that_a_crash_cut_off_can_be_taken_back(tmp_path: Path, applications: Applications) -> None:
    one, other = file(tmp_path, b"x = 1\n", "one.py"), file(tmp_path, b"x = 1\n", "other.py")
    applications.apply({**changed(one), **changed(other)})
    other.write_bytes(b"x = 1\n")
    assert applications.undo(tmp_path) == [one]
    assert (one.read_bytes(), other.read_bytes()) == (b"x = 1\n", b"x = 1\n")


def test_journals_are_private_and_few(tmp_path: Path, applications: Applications) -> None:
    path = file(tmp_path, b"x = 0\n")
    for number in range(60):
        applications.apply({path: (f"x = {number}\n", f"x = {number + 1}\n")})
    journals = list(applications.folder.iterdir())
    assert len(journals) == 50
    assert applications.folder.stat().st_mode & 0o777 == 0o700
    assert {journal.stat().st_mode & 0o777 for journal in journals} == {0o600}


def test_no_journal_no_change(tmp_path: Path) -> None:
    path = file(tmp_path, b"x = 1\n")
    (tmp_path / "taken").write_text("")
    with pytest.raises(SourceError, match=r"^Nothing was applied: no journal can be kept"):
        apply_edits(changed(path), tmp_path / "taken" / "journals")
    assert path.read_bytes() == b"x = 1\n"


def test_journals_stand_in_the_users_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = file(tmp_path, b"x = 1\n")
    apply_edits(changed(path))
    assert list((tmp_path / "state" / "parallelproof" / "applications").glob("*.json"))
    assert undo(tmp_path / "project") == [path]
