"""Migrations of Alembic: a revision after the last one."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from .kinds import Migration, NotWritten
from .statements import Steps, guarded

_REVISION = re.compile(r"^revision(?:\s*:[^=]+)?\s*=\s*['\"]([\w-]+)['\"]", re.MULTILINE)
_DOWN = re.compile(r"^down_revision(?:\s*:[^=]+)?\s*=\s*(.+(?:\n[^\S\n]+.+)*)", re.MULTILINE)
_ID = re.compile(r"['\"]([\w-]+)['\"]")


def find(root: Path) -> Path | None:
    """The folder of the revisions, None where the project has none."""
    ini = root / "alembic.ini"
    if not ini.is_file():
        return None
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(ini, encoding="utf-8")
    except configparser.Error as error:
        raise NotWritten(f"alembic.ini cannot be read: {str(error).splitlines()[0]}.") from None
    location = parser.get("alembic", "script_location", fallback="alembic").replace("%(here)s", str(root))
    folder = root / location / "versions"
    return folder if folder.is_dir() else None


def write(folder: Path, steps: Steps, revision: str) -> Migration:
    """A revision after the only head; NotWritten where there are several."""
    heads = _heads(folder)
    if len(heads) > 1:
        raise NotWritten(f"Alembic has {len(heads)} heads ({', '.join(sorted(heads))}): merge them first.")
    down = repr(next(iter(heads))) if heads else "None"
    title = steps.name.replace("_", " ").capitalize()
    text = f'''"""{title}."""

from alembic import op

revision = {revision!r}
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Built without blocking writers, which cannot be done in a transaction.
    with op.get_context().autocommit_block():
{_executed(steps.up)}


def downgrade() -> None:
    with op.get_context().autocommit_block():
{_executed(steps.down)}
'''
    return Migration(folder / f"{revision}_{steps.name}.py", text)


def _heads(folder: Path) -> set[str]:
    """The revisions that none comes after."""
    revisions, before = set(), set[str]()
    for file in folder.glob("*.py"):
        text = file.read_text(encoding="utf-8", errors="replace")
        if found := _REVISION.search(text):
            revisions.add(found[1])
            down = _DOWN.search(text)
            before |= set(_ID.findall(down[1])) if down else set()
    return revisions - before


def _executed(statements: tuple[str, ...]) -> str:
    return "\n".join(f"        op.execute({statement!r})" for statement in guarded(statements))
