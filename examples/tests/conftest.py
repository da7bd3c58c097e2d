"""Data in the amounts that a shop really has."""

from __future__ import annotations

import random

import pytest


@pytest.fixture
def chance() -> random.Random:
    return random.Random(2024)


@pytest.fixture
def skus() -> list[str]:
    return [f"SKU-{number:05}" for number in range(400)]
