"""What of a project may be read: everything but secrets, and new files soon after they come."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from parallelproof.domain import Project
from parallelproof.sandbox.pool import ZygoteSandbox
from parallelproof.sandbox.readable import readable

READABLE = (
    *("app.py", "data/prices.csv", "pkg/__init__.py", "pkg/secrets_rotation.py", "pkg/credentials.py"),
    *("pkg/id_map.py", "pkg/deep/er/tokens.txt", "deploy/notes.md", "secrets/policy.py", "environment.yml"),
)
SECRET = (
    *(".env", ".env.local", ".envrc", "prod.env", ".git/config", ".netrc", ".npmrc", ".pypirc", ".pgpass", "id_rsa"),
    *("deploy/server.pem", "deploy/server.KEY", "credentials.json", "Secrets.yaml", "secrets/prod.txt", ".env.py"),
    *(".ssh/id_ed25519", ".aws/credentials", "pkg/.env", "terraform.tfstate", "auth_token.json", "pkg/deep/er/.env"),
)


def may_read(root: Path) -> set[str]:
    """The files below a folder that are in what may be read."""
    whole = [Path(path) for path in readable([root]).whole]
    files = [path for path in root.rglob("*") if path.is_file()]
    return {str(file.relative_to(root)) for file in files if any(file.is_relative_to(path) for path in whole)}


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("swordfish")


def test_everything_but_secrets_may_be_read(tmp_path: Path) -> None:
    write(tmp_path, *READABLE, *SECRET)
    assert may_read(tmp_path) == set(READABLE)


def test_a_folder_without_secrets_is_one_rule(tmp_path: Path) -> None:
    write(tmp_path, *READABLE[:4])
    assert readable([tmp_path]).whole == (str(tmp_path),)


def test_the_home_folder_gives_python_sources_and_packages_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(tmp_path, "app.py", "diary.txt", "pkg/__init__.py", "pkg/data.csv", ".local/x.py", "Documents/tax.csv")
    assert may_read(tmp_path) == {"app.py", "pkg/__init__.py", "pkg/data.csv"}


def test_a_link_opens_nothing(tmp_path: Path) -> None:
    write(tmp_path, "outside/diary.txt", "project/.env", "project/app.py")
    (tmp_path / "project/linked").symlink_to(tmp_path / "outside")
    (tmp_path / "project/plain.txt").symlink_to(tmp_path / "project/.env")
    assert readable([tmp_path / "project"]).whole == (str(tmp_path / "project/app.py"),)


def test_a_virtual_environment_in_the_project_is_left_to_its_interpreter(tmp_path: Path) -> None:
    write(tmp_path, "app.py", "env/pyvenv.cfg", "env/lib/x.py", "node_modules/a/index.js")
    assert may_read(tmp_path) == {"app.py"}


def test_a_new_secret_or_source_is_noticed(tmp_path: Path) -> None:
    write(tmp_path, "pkg/a.py", "app.py")
    before = readable([tmp_path])
    assert before.is_current()
    os.utime(tmp_path / "pkg", ns=(0, 0))
    assert not before.is_current()


async def test_a_project_is_imported_from_inside_with_its_secrets_unread(
    sandbox: ZygoteSandbox, project: Project
) -> None:
    write(project.root, *READABLE, *SECRET)
    for name in READABLE:
        if name.endswith(".py"):
            (project.root / name).write_text("value = 7")
    code = "import sys; sys.path.insert(0, root)\nimport app\nfrom pkg import secrets_rotation\n"
    code += "unread = []\nfor name in names:\n    try: open(root + '/' + name).read()\n    except PermissionError: "
    code += "unread.append(name)\nresult = [app.value + secrets_rotation.value, unread]"
    payload = {"code": code, "names": {"root": str(project.root), "names": [*READABLE, *SECRET]}}
    assert await sandbox.run("source", payload, project=project, timeout_s=5) == [14, list(SECRET)]
