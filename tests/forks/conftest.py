"""What several tests of forks need."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backends import null


@pytest.fixture
def no_keyring() -> Iterator[None]:
    """No keys but those that a test gives."""
    before = keyring.get_keyring()
    keyring.set_keyring(null.Keyring())
    yield
    keyring.set_keyring(before)
