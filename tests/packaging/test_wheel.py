"""What a person gets from `pip install`: the built wheel, in a fresh environment, outside the repository."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from parallelproof.web.page import FOLDER

from tests.example_project import SLOW, shop

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed") / "env"
    run(sys.executable, "-m", "venv", folder)
    run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", wheel)
    return folder


def test_the_wheel_carries_the_catalogue_and_the_worker(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert folders(names, "parallelproof/_knowledge/python/") == {
        folder.name for folder in (ROOT / "knowledge" / "python").iterdir() if folder.is_dir()
    }
    assert any(name.startswith("parallelproof/sandbox/_parallelproof_worker/") for name in names)
    assert any(name.endswith(".schema.json") for name in names)
    assert not any(name.startswith(("tests/", "examples/")) for name in names)


def test_the_wheel_carries_the_dashboard_as_it_was_built(wheel: Path) -> None:
    package = ROOT / "server"
    built = {file.relative_to(package).as_posix() for file in FOLDER.rglob("*") if file.is_file()}
    if not built:
        pytest.skip("`make dashboard` builds it, with Node")

    assert built <= set(zipfile.ZipFile(wheel).namelist())
    assert {"index.html", "report.html"} <= {Path(name).name for name in built}


def test_the_installed_command_finds_a_win_in_a_project_of_its_own(environment: Path, tmp_path: Path) -> None:
    shop(tmp_path)

    printed = run(environment / "bin" / "parallelproof", "optimize", "shop.py", "--json", cwd=tmp_path)

    (unit,) = json.loads(printed)["units"]
    assert unit["name"] == "common"
    assert unit["best"] is not None, unit
    assert unit["trials"][unit["best"]]["outcome"] == "win"
    assert (tmp_path / "shop.py").read_text() == SLOW


def test_the_install_is_small(environment: Path) -> None:
    packages = [file for file in environment.rglob("*") if file.is_file() and not file.is_symlink()]

    assert sum(file.stat().st_size for file in packages) < 330_000_000
    assert not any((environment / "lib").rglob("torch"))


def folders(names: list[str], below: str) -> set[str]:
    return {name.removeprefix(below).split("/")[0] for name in names if name.startswith(below)}


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """What the command printed; its complaint is the failure's message. Nothing of this checkout is on its path."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout
