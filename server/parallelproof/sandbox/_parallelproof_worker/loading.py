"""Load a program from its snapshot text, not from disk, under the module name the project knows it by."""

from __future__ import annotations

import collections
import enum
import functools
import importlib
import importlib.machinery
import importlib.util
import inspect
import os
import sys
import types

from . import drivers
from .database import Database
from .handles import LIBRARIES, root_of
from .stored import Stored


class CannotLoad(Exception):
    """The program's module or callable could not be had; the text says why in one sentence."""


class _OverlayLoader(importlib.machinery.SourceFileLoader):
    """Compiles a given text in place of what the file holds."""

    def __init__(self, name, path, text):
        super().__init__(name, path)
        self._text = text

    def get_code(self, fullname):
        return compile(self._text, self.path, "exec", dont_inherit=True)

    def get_source(self, fullname):
        return self._text


class OverlayFinder:
    """Finds modules as usual and swaps the loader of those whose file has an overlay."""

    def __init__(self, overlays):
        self._overlays = overlays

    def find_spec(self, fullname, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None or not spec.has_location:
            return None
        text = self._overlays.get(os.path.realpath(spec.origin))
        if text is not None:
            spec.loader = _OverlayLoader(fullname, spec.origin, text)
        return spec


class Side:
    """One version of a program with the project modules it was loaded with.

    Two sides live in one process; `activate` makes the modules of one of them the ones that imports and
    unpickling see.
    """

    def __init__(self, program, root):
        self.program = program
        self._root = os.path.realpath(root)
        self._modules = {}
        self.database = self._stored = None
        if program.get("database"):
            drivers.notice()
            self.database = Database(program["database"])
            self.database.activate()
        self._finder = OverlayFinder({os.path.realpath(program["path"]): program["text"]})
        extend_path(program.get("sys_path", ()))
        self._before = set(sys.modules)
        sys.meta_path.insert(0, self._finder)
        try:
            self.module = self._load()
            self.function = unwrapped(resolve(self.module, program["name"]), program["name"])
        finally:
            sys.meta_path.remove(self._finder)
        self.collect()
        self._kept = [entry for module in self.modules for entry in _state(module)]

    def _load(self):
        name, path = self.program["module"], self.program["path"]
        try:
            module = self._import(name, path)
        except CannotLoad:
            raise
        except BaseException as error:
            raise CannotLoad(
                "cannot import %s: %s: %s" % (os.path.basename(path), type(error).__name__, error)
            ) from error
        return module

    def _import(self, name, path):
        real = os.path.realpath(path)
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name is None or not (name + ".").startswith(error.name + "."):
                raise
        else:
            if os.path.realpath(getattr(module, "__file__", None) or "") == real:
                return module
        alias = name.rpartition(".")[2]
        loader = _OverlayLoader(alias, path, self.program["text"])
        spec = importlib.machinery.ModuleSpec(alias, loader, origin=path)
        module = importlib.util.module_from_spec(spec)
        module.__file__ = path
        sys.modules[alias] = module
        loader.exec_module(module)
        return module

    def _is_ours(self, module):
        path = getattr(module, "__file__", None)
        if module is getattr(self, "module", None):
            return True
        if not isinstance(path, str):
            return False
        real = os.path.realpath(path)
        return real.startswith(self._root + os.sep) and "site-packages" not in real

    def collect(self):
        """Remember the project's modules that are loaded now as this side's own."""
        for name, module in list(sys.modules.items()):
            if name not in self._before and self._is_ours(module):
                self._modules[name] = module

    def activate(self):
        """Make this side's modules the imported ones, and its database the one that code finds."""
        sys.modules.update(self._modules)
        if self.database is not None:
            self.database.activate()

    def deactivate(self):
        """Take this side's modules out, so that another side can be loaded or activated."""
        self.collect()
        for name in self._modules:
            sys.modules.pop(name, None)

    @property
    def modules(self):
        """The project's modules of this side."""
        return list(self._modules.values())

    @functools.cached_property
    def _caches(self):
        found = []
        for module in self.modules:
            for value in list(vars(module).values()):
                found += _caches_of(value)
                if isinstance(value, type) and value.__module__ == module.__name__:
                    for member in list(vars(value).values()):
                        found += _caches_of(member)
        return found

    def clear_caches(self):
        """Empty every cache of the project's functions that outlives a call."""
        for clear in self._caches:
            clear()

    @property
    def has_caches(self):
        """Whether some cache outlives a call."""
        return bool(self._caches)

    def reset(self):
        """Empty caches and put globals and class attributes back to what they were after loading, one level deep."""
        self.clear_caches()
        self.settle()
        for owner, name, value, copied in self._kept:
            if copied is not None:
                _refill(value, copied)
            if vars(owner).get(name) is not value:
                setattr(owner, name, value)

    @property
    def uses_database(self):
        """Whether the function itself asks a database, not only its module."""
        return self.database is not None and self.program["database"]["is_needed"]

    def stored(self):
        """The values that the database holds for its parameters, None where it does not use one."""
        if not self.uses_database:
            return None
        if self._stored is None:
            self._stored = Stored(self.database, self.program["database"])
        return self._stored

    def settle(self):
        """Take back what a call has begun in the database."""
        if self.database is not None:
            self.database.settle(self.modules)


_MAX_KEPT = 5_000


def _state(module):
    """(owner, name, value, shallow copy or None) of each datum of a module and its classes."""
    ours = [value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__]
    for owner in [module, *(kind for kind in ours if not issubclass(kind, enum.Enum))]:
        for name, value in list(vars(owner).items()):
            if name.startswith("__") or callable(value) or root_of(type(value)) in LIBRARIES:
                continue
            if not hasattr(type(value), "__get__"):
                yield owner, name, value, _copy(value)


def _copy(value):
    if type(value) in (dict, list, set, collections.defaultdict, collections.Counter, collections.deque):
        return value.copy() if len(value) <= _MAX_KEPT else None
    attributes = getattr(value, "__dict__", None)
    return dict(attributes) if type(attributes) is dict and not isinstance(value, types.ModuleType) else None


def _refill(value, copied):
    if isinstance(value, list):
        value[:] = copied
    elif isinstance(value, (dict, set)):
        value.clear()
        value.update(copied)
    elif isinstance(value, collections.deque):
        value.clear()
        value.extend(copied)
    else:
        value.__dict__.clear()
        value.__dict__.update(copied)


def _caches_of(value):
    value = getattr(value, "__func__", value)
    clear = getattr(value, "cache_clear", None)
    return [clear] if callable(clear) and callable(value) and not isinstance(value, type) else []


def extend_path(paths):
    """Put `paths` in front of sys.path, in order, once."""
    new = [path for path in paths if path not in sys.path]
    sys.path[:0] = new


def resolve(module, name):
    """The object that a dotted name stands for in a module."""
    owner, found = None, module
    for part in name.split("."):
        owner = found
        try:
            found = vars(owner)[part] if isinstance(owner, type) and part in vars(owner) else getattr(owner, part)
        except AttributeError:
            raise CannotLoad("%s has no %s" % (module.__name__, name)) from None
    if isinstance(found, (classmethod, staticmethod)):
        return getattr(owner, name.rpartition(".")[2])
    return found


def unwrapped(found, name):
    """The callable behind a function, property or cached property; methods take self as first argument."""
    if isinstance(found, property):
        found = found.fget
    elif isinstance(found, functools.cached_property):
        found = found.func
    if not callable(found):
        raise CannotLoad("%s is not callable" % name)
    return found


_MARKS: dict[object, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
_KINDS: dict[object, str] = {
    inspect.Parameter.KEYWORD_ONLY: " by name",
    inspect.Parameter.POSITIONAL_ONLY: " by position",
}


def signature_of(function):
    """What a caller may write: names, kinds and defaults of the parameters."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return "unknown"
    parts = []
    for parameter in parameters:
        default = "" if parameter.default is parameter.empty else "=%s" % _default_text(parameter.default)
        parts.append(_MARKS.get(parameter.kind, "") + parameter.name + default + _KINDS.get(parameter.kind, ""))
    return "(%s)" % ", ".join(parts)


def _default_text(value):
    text = repr(value)
    return type(value).__qualname__ if " at 0x" in text else text
