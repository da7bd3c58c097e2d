"""What our own interpreter says of the parts of the standard library that have no source: `math.floor`, `dict.get`."""

from __future__ import annotations

import builtins
import importlib
import inspect
import re
import sys
import sysconfig
from functools import lru_cache
from importlib.machinery import ExtensionFileLoader, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from .contents import Entry, first_paragraph

_SHOWN_SIGNATURE = re.compile(r"^[\w.]+(\([^\n]*\))")
_SELF = re.compile(r"\((?:\$?self|type|\$?cls)\b(?:, /)?(?:, )?")
_HARMLESS = frozenset(
    re.findall(
        r"\w+",
        "math cmath time itertools select array zlib binascii unicodedata fcntl resource termios grp mmap syslog "
        "gc errno atexit marshal pwd pyexpat _collections _datetime _struct _heapq _bisect _random _json _csv "
        "_pickle _socket _ssl _sqlite3 _lzma _bz2 _hashlib _decimal _statistics _zoneinfo _elementtree _queue "
        "_asyncio _contextvars _uuid _functools _posixsubprocess _operator _multiprocessing _blake2 _sha1 _sha2 "
        "_sha256 _sha512 _sha3 _md5 _opcode",
    )
)
"""Compiled modules that do nothing but define things when they are loaded; others write to the terminal."""


@lru_cache(maxsize=512)
def entry(module: str, names: tuple[str, ...]) -> Entry | None:
    """What is known of a name of a module of Python's own, None where nothing is.

    Of what came with our interpreter, only compiled modules are loaded for this, and only harmless ones; others are
    looked at where they are in use anyway.
    """
    value: Any = _module(module)
    if value is None:
        return None
    for name in names:
        value = inspect.getattr_static(value, name, None) if name.startswith("__") else getattr(value, name, None)
        if value is None:
            return None
    return _described(value)


def _module(name: str) -> ModuleType | None:
    if name == "builtins":
        return builtins
    if name in sys.builtin_module_names:
        return importlib.import_module(name) if name in _HARMLESS or name in sys.modules else None
    loaded = sys.modules.get(name)
    if loaded is not None:
        return loaded if name.split(".")[0] in sys.stdlib_module_names else None
    # A file of the same name in the folder that the server runs in must not be taken for it.
    spec = PathFinder.find_spec(name, _own_folders()) if name in _HARMLESS else None
    if spec is None or not isinstance(spec.loader, ExtensionFileLoader):
        return None
    module = spec.loader.create_module(spec)
    spec.loader.exec_module(module)
    return module


def _own_folders() -> list[str]:
    library = Path(sysconfig.get_path("stdlib"))
    return [str(library), str(library / "lib-dynload"), str(library.parent / "DLLs")]


def _described(value: Any) -> Entry:
    doc = inspect.getdoc(value) or ""
    shown = _SHOWN_SIGNATURE.match(doc)
    signature = _signature(value) or (shown[1] if shown else "")
    words = first_paragraph(doc[shown.end() :].partition("\n")[2] if shown else doc)
    if inspect.ismodule(value):
        return Entry("module", 0, doc=words)
    if inspect.isclass(value):
        return Entry("class", 0, signature, words, _parameters(value))
    if callable(value):
        return Entry("function", 0, signature, words, _parameters(value))
    return Entry("constant", 0, repr(value) if isinstance(value, int | float) else "")


def _signature(value: Any) -> str:
    try:
        text = str(inspect.signature(value))
    except (TypeError, ValueError):
        return ""
    return _SELF.sub("(", text, count=1).split(" -> ")[0]


def _parameters(value: Any) -> frozenset[str]:
    try:
        return frozenset(inspect.signature(value).parameters) - {"self"}
    except (TypeError, ValueError):
        return frozenset()
