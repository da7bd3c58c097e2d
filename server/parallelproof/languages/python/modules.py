"""Under which names the files of a project are imported, and which file is behind a module. Reads only folders."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from .bindings import Import
from .project import import_paths, module_name, package_parent


class Modules:
    """The modules below a root, as one document sees them; what is looked up is kept as long as this is."""

    def __init__(self, root: Path, document: Path, imports: Iterable[Import] = ()) -> None:
        self.root, self.document = root, document
        self._real_root = os.path.realpath(root)
        self._paths: dict[Path, tuple[Path, ...]] = {}
        self._known: dict[tuple[str, Path | None], Path | None] = {}
        self._roots = self._learned(imports)

    def name(self, path: Path) -> str:
        """The dotted name under which the document imports a file, "" where none leads to it."""
        if path.name.endswith(".pyi"):
            path = path.with_suffix(".py")
        folder, top = path.parent, package_parent(path)
        if top == folder:
            for root in self._roots:
                if path.is_relative_to(root) and (found := _dotted(path, root)):
                    return found
        paths = self._import_paths(folder)
        found = module_name(path, paths)
        if not all(part.isidentifier() for part in found.split(".")):
            return ""
        is_loose = (
            top == folder and "." not in found and folder != self.root and folder not in self._shared(paths, folder)
        )
        return "" if is_loose and folder != self.document.parent else found

    def file(self, module: str, level: int, importer: Path) -> Path | None:
        """The project's file behind a module as a file names it, None for one that is not of the project.

        However many dots or links lead there, it lies below the root.
        """
        key = (module, importer.parent if level or not module else None)
        if key not in self._known:
            self._known[key] = self._find(module, level, importer)
        return self._known[key]

    def holds(self, file: Path) -> bool:
        """Whether a file lies below the root, with all links followed. Reads folders."""
        return Path(os.path.realpath(file)).is_relative_to(self._real_root)

    def _find(self, module: str, level: int, importer: Path) -> Path | None:
        for folder in self._folders(level, importer):
            place = folder.joinpath(*module.split(".")) if module else folder
            for file in (place / "__init__.py", place.with_name(place.name + ".py")):
                if _is_file(file) and self.holds(file):
                    return file
        return None

    def _folders(self, level: int, importer: Path) -> Iterator[Path]:
        """Where a module may begin, the likeliest first; what takes longer to know only when it is asked for."""
        if level:
            yield from [importer.parents[level - 1]] if level <= len(importer.parents) else []
            return
        yield from self._roots
        yield from self._import_paths(self.document.parent)
        yield package_parent(importer)
        yield from self._import_paths(importer.parent)

    def _import_paths(self, folder: Path) -> tuple[Path, ...]:
        if folder not in self._paths:
            self._paths[folder] = import_paths(folder, self.root)
        return self._paths[folder]

    def _shared(self, paths: tuple[Path, ...], folder: Path) -> tuple[Path, ...]:
        """Import paths that are not only there because the file stands in them."""
        return (*self._roots, *(path for path in paths if path != folder or path.name == "src"))

    def _learned(self, imports: Iterable[Import]) -> list[Path]:
        """Folders above the document from which its own imports are found, though nothing else says so."""
        known = self._import_paths(self.document.parent)
        around = [folder for folder in self.document.parents if folder.is_relative_to(self.root)]
        above = [folder for folder in around if not (folder / "__init__.py").is_file()]
        tops = {item.module.partition(".")[0] for item in imports if not item.level and item.module}
        return [
            folder
            for folder in above
            if (folder not in known or folder == self.document.parent)
            and any(os.path.isdir(folder / top) or _is_file(folder / f"{top}.py") for top in tops)
        ]


def _is_file(path: Path) -> bool:
    """Unlike `Path.is_file`, no name is too long or too odd to ask."""
    return os.path.isfile(path)


def _dotted(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts
    return ".".join(parts) if all(part.isidentifier() for part in parts) else ""
