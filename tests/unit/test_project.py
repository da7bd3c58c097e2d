"""Where a file's project begins, what it imports from, its tests and its interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from parallelproof.languages.python.project import discover, module_name
from parallelproof.settings import Settings

NOTHING_ACTIVE: dict[str, str] = {}


def write(root: Path, *names: str, **texts: str) -> None:
    """Make files below a folder, empty ones by name."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts.get(name, ""))


def test_the_root_is_the_nearest_folder_with_a_marker(tmp_path: Path) -> None:
    write(
        tmp_path, ".git/HEAD", "lib/pyproject.toml", "lib/src/shop/__init__.py", "lib/src/shop/cart.py", "tools/run.py"
    )
    assert discover(tmp_path / "lib/src/shop/cart.py", Settings()).root == tmp_path / "lib"
    assert discover(tmp_path / "tools/run.py", Settings()).root == tmp_path


def test_the_home_folder_is_never_a_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(tmp_path, ".git/HEAD", "scripts/pkg/__init__.py", "scripts/pkg/run.py")
    assert discover(tmp_path / "scripts/pkg/run.py", Settings()).root == tmp_path / "scripts"


def test_the_root_stays_within_the_workspace(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "open/here/run.py")
    found = discover(tmp_path / "open/here/run.py", Settings(), workspace=tmp_path / "open")
    assert found.root == tmp_path / "open"


@pytest.mark.parametrize(
    ("files", "path", "name"),
    [
        (["src/shop/__init__.py", "src/shop/cart.py"], "src/shop/cart.py", "shop.cart"),
        (["src/shop/cart.py"], "src/shop/cart.py", "shop.cart"),
        (["shop/__init__.py", "shop/a/__init__.py", "shop/a/b.py"], "shop/a/b.py", "shop.a.b"),
        (["shop/__init__.py"], "shop/__init__.py", "shop"),
        (["libs/one/shop/__init__.py", "libs/one/shop/cart.py"], "libs/one/shop/cart.py", "shop.cart"),
        (["names/space/cart.py"], "names/space/cart.py", "names.space.cart"),
        (["my-scripts/run.py"], "my-scripts/run.py", "run"),
        (["run.py"], "run.py", "run"),
    ],
)
def test_a_module_is_named_as_its_importers_name_it(tmp_path: Path, files: list[str], path: str, name: str) -> None:
    write(tmp_path, "pyproject.toml", *files)
    project = discover(tmp_path / path, Settings())
    assert module_name(tmp_path / path, project.import_paths) == name


def test_pytest_says_what_to_import_and_where_tests_stand(tmp_path: Path) -> None:
    write(tmp_path, "app/cart.py", "checks/test_cart.py", "tests/test_other.py")
    config = '[tool.pytest.ini_options]\npythonpath = ["app"]\ntestpaths = ["checks"]\n'
    (tmp_path / "pyproject.toml").write_text(config)
    project = discover(tmp_path / "app/cart.py", Settings())
    assert project.import_paths[0] == tmp_path / "app"
    assert project.tests == (tmp_path / "checks",)
    assert module_name(tmp_path / "app/cart.py", project.import_paths) == "cart"


@pytest.mark.parametrize(
    ("file", "config"),
    [
        ("pytest.ini", "[pytest]\ntestpaths = checks more\n"),
        ("setup.cfg", "[tool:pytest]\ntestpaths =\n    checks\n    more\n"),
        ("tox.ini", "[pytest]\ntestpaths = checks more\n"),
        ("pyproject.toml", "[tool.pytest]\ntestpaths = ['checks', 'more']\n"),
        ("pyproject.toml", "[tool.pytest.ini_options]\ntestpaths = 'checks more'\n"),
    ],
)
def test_every_kind_of_pytest_configuration_is_read(tmp_path: Path, file: str, config: str) -> None:
    write(tmp_path, "setup.py", "cart.py", "checks/a.py", "more/a.py", "tests/a.py")
    (tmp_path / file).write_text(config)
    assert discover(tmp_path / "cart.py", Settings()).tests == (tmp_path / "checks", tmp_path / "more")


@pytest.mark.parametrize("text", ["[tool.pytest", "tool = 1", "\ufeff", "[tool]\npytest = []\n"])
def test_a_configuration_that_cannot_be_read_counts_as_none(tmp_path: Path, text: str) -> None:
    write(tmp_path, "cart.py", "tests/test_cart.py")
    (tmp_path / "pyproject.toml").write_text(text)
    assert discover(tmp_path / "cart.py", Settings()).tests == (tmp_path / "tests",)


def test_tests_are_found_by_convention_those_of_the_same_name_first(tmp_path: Path) -> None:
    write(
        tmp_path,
        "pyproject.toml",
        "shop/cart.py",
        "shop/test_a.py",
        "shop/cart_test.py",
        "shop/tests/test_c.py",
        "test/b.py",
    )
    tests = discover(tmp_path / "shop/cart.py", Settings()).tests
    assert [test.relative_to(tmp_path).as_posix() for test in tests] == [
        "shop/tests",
        "test",
        "shop/cart_test.py",
        "shop/test_a.py",
    ]


def test_tests_that_are_named_come_before_conventions_and_must_exist(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "cart.py", "tests/test_a.py", "mine/check.py")
    path = tmp_path / "cart.py"
    assert discover(path, Settings(tests=(Path("mine/check.py"),))).tests == (tmp_path / "mine/check.py",)
    with pytest.raises(ValueError, match=r"The tests gone do not exist"):
        discover(path, Settings(tests=(Path("gone"),)))


def test_the_interpreter_is_the_active_environments_then_the_roots_then_ours(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "cart.py")
    path = tmp_path / "cart.py"
    assert discover(path, Settings(), environ=NOTHING_ACTIVE).python == Path(sys.executable)
    own = environment(tmp_path / ".venv")
    assert discover(path, Settings(), environ=NOTHING_ACTIVE).python == own
    conda = environment(tmp_path / "conda")
    assert discover(path, Settings(), environ={"CONDA_PREFIX": str(tmp_path / "conda")}).python == conda
    active = environment(tmp_path / "active")
    both = {"CONDA_PREFIX": str(tmp_path / "conda"), "VIRTUAL_ENV": str(tmp_path / "active")}
    assert discover(path, Settings(), environ=both).python == active
    assert discover(path, Settings(python=Path("conda")), environ=both).python == conda
    gone = {"VIRTUAL_ENV": str(tmp_path / "gone")}
    assert discover(path, Settings(), environ=gone).python == own


def environment(folder: Path) -> Path:
    """A folder that looks like a virtual environment of our own Python."""
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return python


def test_an_interpreter_that_cannot_be_used_gives_one_sentence(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "cart.py", "text")
    old = tmp_path / "old"
    old.write_text("#!/bin/sh\necho 3 7\n")
    old.chmod(0o755)
    for name, sentence in [
        ("gone", "The interpreter gone does not exist; name a Python that does."),
        ("text", "The interpreter text does not run; name a Python that does."),
        ("old", "The interpreter old is Python 3.7; 3.8 or newer is needed."),
    ]:
        with pytest.raises(ValueError) as raised:
            discover(tmp_path / "cart.py", Settings(python=Path(name)))
        assert str(raised.value) == sentence


def test_checking_an_interpreter_runs_nothing_of_its_environment(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "cart.py")
    python = environment(tmp_path / ".venv")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = tmp_path / ".venv" / "lib" / version / "site-packages"
    packages.mkdir(parents=True)
    (tmp_path / ".venv" / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).resolve().parent}\n")
    (packages / "evil.pth").write_text(f"import pathlib; pathlib.Path({str(tmp_path / 'ran')!r}).touch()\n")
    assert discover(tmp_path / "cart.py", Settings(python=python)).python == python
    assert not (tmp_path / "ran").exists()
    subprocess.run([str(python), "-c", ""], check=True)
    assert (tmp_path / "ran").exists(), "an ordinary start would have run it"
