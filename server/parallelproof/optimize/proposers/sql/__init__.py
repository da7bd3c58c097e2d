"""Proposers for queries: changes of a query, its database or its settings. The list below is all there are."""

from __future__ import annotations

from .database import Indexes, PlannerSettings, Statistics
from .rewrite import Rewrite
from .rewrite_view import MaterializedView

PROPOSERS = (Indexes(), Rewrite(), MaterializedView(), Statistics(), PlannerSettings())
