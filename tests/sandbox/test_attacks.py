"""Each attack succeeds without the layers that stop it, so that its failure with them means something."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import parallelproof
import pytest

from .attacking import ATTACKS, all_that_stop, attempt, stopped_by

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these layers exist on Linux only")
TALKING = [attack for attack in ATTACKS if attack.stem.startswith(("connect_", "send_"))]
by_name = pytest.mark.parametrize("attack", ATTACKS, ids=lambda path: path.stem)
ALONE = [(attack, layers) for attack in ATTACKS for layers in stopped_by(attack) if len(stopped_by(attack)) > 1]
if not shutil.which("bwrap"):
    ALONE = [(attack, layers) for attack, layers in ALONE if layers != {"bubblewrap"}]
SYSTEM_PYTHON = Path("/usr/bin/python3")


@by_name
async def test_an_attack_fails(attack: Path) -> None:
    assert await attempt(attack) != "done"


@pytest.mark.parametrize("attack", TALKING, ids=lambda path: path.stem)
async def test_an_attack_fails_where_the_job_may_talk_to_another_socket(attack: Path) -> None:
    assert await attempt(attack, is_connected=True) != "done"


@by_name
@pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap is not installed, so its absence is the usual case")
async def test_an_attack_fails_without_bubblewrap(attack: Path) -> None:
    assert await attempt(attack, frozenset({"bubblewrap"})) != "done"


@by_name
async def test_an_attack_succeeds_without_the_layers_that_stop_it(attack: Path) -> None:
    assert await attempt(attack, all_that_stop(attack)) == "done"


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's jobs are the same user, if a powerless one")
@pytest.mark.parametrize(
    ("attack", "layers"), ALONE, ids=lambda value: getattr(value, "stem", None) or "+".join(sorted(value))
)
async def test_each_layer_that_stops_an_attack_does_so_alone(attack: Path, layers: frozenset[str]) -> None:
    assert await attempt(attack, all_that_stop(attack) - layers) != "done"


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests above ran as an ordinary user already")
@pytest.mark.skipif(not SYSTEM_PYTHON.exists(), reason="there is no interpreter that an ordinary user may run")
def test_attacks_by_an_ordinary_user_fail_and_succeed_alike(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = _copy_for_everyone()
    try:
        outcomes = _attack_as_nobody(folder)
    finally:
        shutil.rmtree(folder)
    assert {name: control for name, (_, control) in outcomes.items()} == dict.fromkeys(outcomes, "done")
    assert [name for name, (protected, _) in outcomes.items() if protected == "done"] == []
    assert len(outcomes) == len(ATTACKS)


def _copy_for_everyone() -> Path:
    """The sandbox and the attacks, where any user can read them."""
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(Path(parallelproof.__file__).parent, folder / "parallelproof")
    shutil.copytree(Path(__file__).parent, folder / "sandbox")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    return folder


def _attack_as_nobody(folder: Path) -> dict[str, list[str]]:
    version = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import sys; print(sys.version_info >= (3, 11))"], capture_output=True
    )
    if version.stdout.strip() != b"True":
        pytest.skip("the system's interpreter is older than Python 3.11")
    ran = subprocess.run(
        [SYSTEM_PYTHON, folder / "sandbox/attacking.py"],
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(folder),
            "HOME": "/nonexistent",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        user=65534,
        group=65534,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    outcomes: dict[str, list[str]] = json.loads(ran.stdout)
    return outcomes
