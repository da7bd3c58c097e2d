"""A model client as the server has it, with its own budget and audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from parallelproof.llm.budget import Budget
from parallelproof.llm.client import OpenAIModel
from parallelproof.net.audit import AuditLog
from parallelproof.net.net import Net


@pytest.fixture
def budget(tmp_path: Path) -> Budget:
    return Budget(tmp_path / "state" / "budget.db")


@pytest.fixture
async def net(tmp_path: Path) -> AsyncIterator[Net]:
    net = Net(AuditLog(tmp_path / "audit.jsonl"))
    yield net
    await net.close()


@pytest.fixture
async def model(net: Net, budget: Budget) -> OpenAIModel:
    return OpenAIModel(net, budget, {})
