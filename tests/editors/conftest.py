"""Editor tests drive real editors, so they run on request: `make test-editors`."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--editors", action="store_true", help="run the tests that drive real editors")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--editors", default=False):
        here = __file__.rsplit("/", 1)[0]
        items[:] = [item for item in items if not str(item.path).startswith(here)]
