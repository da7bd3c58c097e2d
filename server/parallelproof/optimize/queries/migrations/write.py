"""Which kind of migrations a project has, and the next one of that kind."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

from ....domain import DDL
from . import alembic, django, plain
from .kinds import Migration, NotWritten
from .statements import steps

__all__ = ["Migration", "NotWritten", "migration"]


def migration(change: DDL, root: Path) -> Migration:
    """The migration that makes a change; raises NotWritten. Blocks: it reads the project's own migrations.

    A rewrite that goes with the change is not in it: that belongs to the code.
    """
    wanted = steps(change)
    if versions := alembic.find(root):
        return alembic.write(versions, wanted, secrets.token_hex(6))
    if apps := django.find(root):
        return django.write(apps, wanted)
    return plain.write(root, wanted, datetime.now(UTC))
