"""Files that git ignores, or that `.parallelproofignore` names, are known; git itself is the judge."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from parallelproof.net.ignored import is_ignored

FILES = """
.env config/.env src/app.py src/secret.py src/keep.py src/generated/a.py src/generated/keep.py build/x.py
a/build/x.py docs/build logs/a.log logs/keep.log logs/deep/b.log vendor/lib/x.py vendor/ours/x.py
space\\ name.py #hash.py !bang.py nested/only/here.tmp nested/other.tmp data/1.csv data/deep/2.csv
excluded.txt a/excluded.txt UPPER.TXT foo/bar/baz foo/bar/qux trailing/x weird[1].py weird1.py q?.py qx.py
"""
RULES = {
    ".gitignore": """
# a comment
.env
/build/
*.log
!keep.log
src/generated/*
!src/generated/keep.py
vendor/*
!vendor/ours/
\\#hash.py
\\!bang.py
data/**/*.csv
foo/**/baz
weird[[]1].py
q\\?.py
!
\\
[z-a]
a/\\
""" + "trailing/   \n",
    "src/.gitignore": "secret.py\n!generated/a.py\n",
    "nested/.gitignore": "/only/*.tmp\n*.tmp\n!other.tmp\n",
    "logs/deep/.gitignore": "!b.log\n",
    ".git/info/exclude": "excluded.txt\nkeep.py\n!src/keep.py\n",
}  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for name, text in RULES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for name in files():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def files() -> list[str]:
    return [name.replace("\\\0", " ") for name in FILES.replace("\\ ", "\\\0").split()]


def git_ignores(root: Path) -> set[str]:
    """What `git check-ignore` says, tracked or not."""
    listed = "\0".join(files())
    done = subprocess.run(
        ["git", "-C", str(root), "check-ignore", "--no-index", "-z", "--stdin"],
        input=listed.encode(),
        capture_output=True,
    )
    return set(done.stdout.decode().split("\0")) - {""}


@pytest.mark.filterwarnings("ignore:Possible nested set:FutureWarning")
def test_git_agrees_on_every_file(repository: Path) -> None:
    ignored = {name for name in files() if is_ignored(repository / name, repository)}
    assert ignored == git_ignores(repository)
    assert 10 < len(ignored) < len(files()) - 10


def test_rules_above_the_workspace_folder_count_up_to_the_top_of_the_repository(repository: Path) -> None:
    (repository / "src" / "x.log").touch()
    assert is_ignored(repository / "src" / "x.log", repository / "src")
    assert not is_ignored(repository / "src" / "app.py", repository / "src")


def test_our_own_file_adds_to_gits_and_cannot_take_from_it(repository: Path) -> None:
    (repository / "src" / ".parallelproofignore").write_text("app.py\n!secret.py\n!.env\n")
    assert is_ignored(repository / "src" / "app.py", repository)
    assert is_ignored(repository / "src" / "secret.py", repository)
    assert not is_ignored(repository / "space name.py", repository)


def test_a_folder_without_git_has_ignore_files_too(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.key\n")
    (tmp_path / ".parallelproofignore").write_text("/private/\n")
    assert is_ignored(tmp_path / "a" / "b.key", tmp_path)
    assert is_ignored(tmp_path / "private" / "deep" / "a.py", tmp_path)
    assert not is_ignored(tmp_path / "a" / "private.py", tmp_path)


def test_an_ignore_file_that_changes_is_read_again(tmp_path: Path) -> None:
    rules = tmp_path / ".gitignore"
    rules.write_text("a.py\n")
    assert is_ignored(tmp_path / "a.py", tmp_path)
    rules.write_text("b.py, not a.py\n")
    assert not is_ignored(tmp_path / "a.py", tmp_path)
    rules.unlink()
    (tmp_path / ".parallelproofignore").write_text("a.py\n")
    assert is_ignored(tmp_path / "a.py", tmp_path)


def test_what_lies_outside_the_folder_counts_as_ignored(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    assert is_ignored(tmp_path / "a.py", root)
    assert is_ignored(root / ".." / "a.py", root)
    assert is_ignored(Path("/etc/passwd"), root)
    assert not is_ignored(root / "a.py", root)


def test_a_link_counts_as_where_it_stands_and_as_what_it_leads_to(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "real").mkdir(parents=True)
    (root / ".gitignore").write_text("hidden.py\nlink-of-a-kind.py\n")
    (tmp_path / "outside.py").touch()
    for name in ("hidden.py", "seen.py"):
        (root / "real" / name).touch()
    (root / "to-hidden.py").symlink_to(root / "real" / "hidden.py")
    (root / "to-outside.py").symlink_to(tmp_path / "outside.py")
    (root / "link-of-a-kind.py").symlink_to(root / "real" / "seen.py")
    (root / "to-seen.py").symlink_to(root / "real" / "seen.py")
    (tmp_path / "to-root").symlink_to(root)
    assert is_ignored(root / "to-hidden.py", root)
    assert is_ignored(root / "to-outside.py", root)
    assert is_ignored(root / "link-of-a-kind.py", root)
    assert not is_ignored(root / "to-seen.py", root)
    assert not is_ignored(tmp_path / "to-root" / "real" / "seen.py", tmp_path / "to-root")


def test_a_work_tree_of_another_repository_shares_its_excludes(repository: Path, tmp_path: Path) -> None:
    git = ["git", "-C", str(repository), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    subprocess.run([*git, "worktree", "add", "-q", str(tmp_path / "other")], check=True)
    assert is_ignored(tmp_path / "other" / "excluded.txt", tmp_path / "other")
    assert not is_ignored(tmp_path / "other" / "other.txt", tmp_path / "other")


def test_an_ignore_file_that_cannot_be_read_is_an_error_not_a_licence(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").mkdir()
    (tmp_path / ".gitignore" / "x").touch()
    with pytest.raises(OSError, match="directory"):
        is_ignored(tmp_path / "a.py", tmp_path)
