"""A sandbox for each test, and a way to run code in it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from parallelproof.domain import Project
from parallelproof.sandbox.pool import ZygoteSandbox


class Run(Protocol):
    """Runs a piece of source as a job; the value that it leaves in `result`."""

    async def __call__(self, code: str, timeout_s: float = 5.0, **options: Any) -> Any: ...


@pytest.fixture
async def sandbox() -> AsyncIterator[ZygoteSandbox]:
    sandbox = ZygoteSandbox(2)
    yield sandbox
    await sandbox.close()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, Path(sys.executable))


@pytest.fixture
def run(sandbox: ZygoteSandbox, project: Project) -> Run:
    async def run(code: str, timeout_s: float = 5.0, **options: Any) -> Any:
        return await sandbox.run("source", {"code": code}, project=project, timeout_s=timeout_s, **options)

    return run
