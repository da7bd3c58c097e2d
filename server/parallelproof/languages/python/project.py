"""What a file runs with: the root of its project, its import paths, tests and interpreter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ...domain import Project
from ...settings import Settings
from . import interpreter, pytest_config

_MARKERS = ("pyproject.toml", "setup.cfg", "setup.py", "pytest.ini", ".git")


def discover(
    path: Path, settings: Settings, *, workspace: Path | None = None, environ: Mapping[str, str] | None = None
) -> Project:
    """The project that a file or folder belongs to; `workspace` is the highest folder that may be its root.

    Raises ValueError, with one sentence for the user, where an interpreter or a test path that a setting names cannot
    be used. Runs nothing of the project; only an interpreter that a setting names is started, without its site.
    """
    path = path.absolute()
    root = _root(path, workspace)
    config = pytest_config.read(root)
    return Project(
        root=root,
        python=interpreter.find(root, settings.python, environ),
        tests=_tests(path, root, settings, config),
        import_paths=_import_paths(path, root, config),
    )


def import_paths(folder: Path, workspace: Path) -> tuple[Path, ...]:
    """What goes on `sys.path` for the files of a folder; the same as `discover` finds, and quicker."""
    root = _root(folder, workspace)
    return _import_paths(folder, root, pytest_config.read(root))


def module_name(path: Path, import_paths: Sequence[Path]) -> str:
    """The dotted name under which a file is imported: "shop.cart"; its stem where no import path leads to it."""
    path = path.absolute()
    top = package_parent(path)
    is_package = top != path.parent and top in import_paths
    for folder in [top, *import_paths] if is_package else import_paths:
        if path.is_relative_to(folder):
            parts = path.relative_to(folder).with_suffix("").parts
            parts = parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts
            if all(part.isidentifier() for part in parts):
                return ".".join(parts)
    return path.stem


def package_parent(path: Path) -> Path:
    """The folder that holds the top package of a file: its own folder where that is no package."""
    folder = path if path.is_dir() else path.parent
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        folder = folder.parent
    return folder


def _root(path: Path, workspace: Path | None) -> Path:
    """The nearest folder upward with a marker, below the home folder and within the workspace."""
    start = path if path.is_dir() else path.parent
    limit = workspace.absolute() if workspace and start.is_relative_to(workspace.absolute()) else None
    home = Path.home()
    for folder in (start, *start.parents):
        if home.is_relative_to(folder):
            break
        if any((folder / marker).exists() for marker in _MARKERS):
            return folder
        if folder == limit:
            break
    return limit if limit and not home.is_relative_to(limit) else package_parent(path)


def _import_paths(path: Path, root: Path, config: pytest_config.Config) -> tuple[Path, ...]:
    """What goes on `sys.path`, most specific first, so that `src/` names a module before the root does."""
    configured = [root / entry for entry in config.pythonpath]
    parent = package_parent(path)
    is_package = parent != (path if path.is_dir() else path.parent)
    paths = [*configured, root / "src", *([parent] if is_package else []), root, parent]
    return _unique(path for path in paths if path.is_dir())


def _tests(path: Path, root: Path, settings: Settings, config: pytest_config.Config) -> tuple[Path, ...]:
    if settings.tests:
        return _unique(_existing(root, test) for test in settings.tests)
    configured = [found for pattern in config.testpaths for found in _glob(root, pattern)]
    return _outermost(configured or _conventional(path, root))


def _existing(root: Path, test: Path) -> Path:
    found = (root / test.expanduser()).absolute()
    if not found.exists():
        raise ValueError(f"The tests {test} do not exist; name files or folders that do.")
    return found


def _glob(root: Path, pattern: str) -> list[Path]:
    """What a `testpaths` entry stands for; one that leads nowhere stands for nothing."""
    try:
        return sorted(root.glob(pattern)) if not Path(pattern).is_absolute() else [Path(pattern)]
    except (ValueError, OSError):
        return []


def _conventional(path: Path, root: Path) -> list[Path]:
    """Tests by pytest's conventions: `tests` and `test` folders from the file up to the root, test files near it."""
    start = path if path.is_dir() else path.parent
    folders = [folder for folder in (start, *start.parents) if folder.is_relative_to(root)]
    named = [folder / name for folder in folders for name in ("tests", "test") if (folder / name).is_dir()]
    files = [
        test
        for folder in dict.fromkeys((start, root))
        for test in (*folder.glob("test_*.py"), *folder.glob("*_test.py"))
    ]
    return named + sorted(files, key=lambda test: (path.stem not in test.stem, test))


def _outermost(paths: list[Path]) -> tuple[Path, ...]:
    """Without what stands in another one's folder."""
    unique = _unique(paths)
    return tuple(path for path in unique if not any(path != other and path.is_relative_to(other) for other in unique))


def _unique(paths: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(paths))
