"""The report that shows every kind of outcome, for these tests too."""

from __future__ import annotations

from tests.report.conftest import golden, report, sources

__all__ = ["golden", "report", "sources"]
