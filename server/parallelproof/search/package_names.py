"""Which names are public where a document stands: seen to be defined by Python itself or by what an index gave."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any

from .distributions import About, Distributions
from .module_files import Surroundings
from .python_documents import Documented, PythonDocuments

_PLACES = 8
"""Interpreters that are remembered."""


class PackageNames:
    """A `ports.PublicNames` of one project and its interpreter; blocks on files."""

    def __init__(self, where: Surroundings) -> None:
        self._where = where
        self._documents = PythonDocuments(where)
        self._distributions = Distributions(where.packages)

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process, it is the one that is remembered there."""
        return package_names, (self._where,)

    def known(self, name: str) -> str:
        """The longest beginning of a dotted name that a public package is seen to define, "" if none is."""
        parts = name.split(".")
        if not self._is_public(parts[0]):
            return ""
        names = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
        return next((beginning for beginning in names if self._documents.find(beginning)), "")

    def parameters(self, name: str) -> frozenset[str]:
        """The names of the parameters of a known function or class."""
        found = self._documents.find(name)
        return found.entry.parameters if found else frozenset()

    def find(self, name: str) -> Documented | None:
        """What the source says of a known name."""
        return self._documents.find(name)

    def about(self, name: str) -> About | None:
        """What the distribution that brings a name says of itself, None for Python's own."""
        module = name.split(".")[0]
        return None if module in sys.stdlib_module_names else self._distributions.about(module)

    def _is_public(self, module: str) -> bool:
        if module == "builtins":
            return True
        if self._where.is_of_project(module):
            return False
        return module in sys.stdlib_module_names or self._distributions.are_public(module)


@lru_cache(_PLACES)
def package_names(where: Surroundings) -> PackageNames:
    """Those of a project and its interpreter, with what they have read so far."""
    return PackageNames(where)
