"""Migrations of Django: RunSQL after the last one of the app whose table it is."""

from __future__ import annotations

import re
from pathlib import Path

from .kinds import Migration, NotWritten
from .statements import Steps, guarded

_NUMBERED = re.compile(r"^(\d{4})_\w+$")


def find(root: Path) -> list[Path]:
    """The folders of the apps' migrations; none where it is no project of Django."""
    if not (root / "manage.py").is_file():
        return []
    return sorted(path.parent for path in root.glob("**/migrations/__init__.py") if "site-packages" not in path.parts)


def write(folders: list[Path], steps: Steps) -> Migration:
    """A migration of the app whose label the table's name begins with; NotWritten where there is none."""
    of_table = [one for one in folders if (steps.table or "").startswith(f"{one.parent.name}_")]
    chosen = max(of_table, key=lambda one: len(one.parent.name), default=folders[0] if len(folders) == 1 else None)
    if chosen is None:
        labels = ", ".join(one.parent.name for one in folders)
        raise NotWritten(f"None of the apps ({labels}) has a table {steps.table}: write this migration by hand.")
    names = sorted(file.stem for file in chosen.glob("*.py") if _NUMBERED.match(file.stem))
    number = int(names[-1][:4]) + 1 if names else 1
    needs = f"({chosen.parent.name!r}, {names[-1]!r})" if names else ""
    text = f"""from django.db import migrations


class Migration(migrations.Migration):
    # Built without blocking writers, which cannot be done in a transaction.
    atomic = False

    dependencies = [{needs}]

    operations = [
        migrations.RunSQL(
            sql=[
{_listed(steps.up)}
            ],
            reverse_sql=[
{_listed(steps.down)}
            ],
        ),
    ]
"""
    return Migration(chosen / f"{number:04}_{steps.name}.py", text)


def _listed(statements: tuple[str, ...]) -> str:
    return "\n".join(f"                {statement!r}," for statement in guarded(statements))
