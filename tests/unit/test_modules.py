"""Under which names files are imported, and where the standard library keeps its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from parallelproof.languages.python.bindings import Import
from parallelproof.languages.python.modules import Modules
from parallelproof.languages.python.project import discover, import_paths
from parallelproof.languages.python.standard_library import definition, names_of, standard
from parallelproof.settings import Settings

FILES = (
    "pyproject.toml",
    "src/shop/__init__.py",
    "src/shop/cart.py",
    "src/shop/web/__init__.py",
    "src/spaces/tools/text.py",
    "tests/helpers.py",
    "services/pay/pyproject.toml",
    "services/pay/src/pay/__init__.py",
    "services/pay/src/pay/card.py",
    "backend/models/user.py",
    "backend/main.py",
    "bin/my-tool.py",
    "my scripts/run.py",
    "top.py",
    "stubs/fast.pyi",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def modules(root: Path, document: str = "src/shop/view.py", *imports: str) -> Modules:
    return Modules(root, root / document, [Import(name, 0, name, aliased=False) for name in imports])


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/shop/cart.py", "shop.cart"),
        ("src/shop/__init__.py", "shop"),
        ("src/shop/web/__init__.py", "shop.web"),
        ("src/spaces/tools/text.py", "spaces.tools.text"),
        ("tests/helpers.py", "tests.helpers"),
        ("services/pay/src/pay/card.py", "pay.card"),
        ("backend/models/user.py", "backend.models.user"),
        ("top.py", "top"),
        ("stubs/fast.pyi", "stubs.fast"),
        ("bin/my-tool.py", ""),
        ("my scripts/run.py", ""),
    ],
)
def test_a_file_has_the_name_under_which_it_is_imported(root: Path, path: str, name: str) -> None:
    assert modules(root).name(root / path) == name


def test_a_document_s_own_imports_tell_where_modules_begin(root: Path) -> None:
    seen = modules(root, "backend/main.py", "models.user")
    assert seen.name(root / "backend/models/user.py") == "models.user"
    assert seen.file("models.user", 0, root / "backend/main.py") == root / "backend/models/user.py"


def test_a_script_imports_what_stands_beside_it(root: Path) -> None:
    assert modules(root, "my scripts/other.py").name(root / "my scripts/run.py") == "run"


@pytest.mark.parametrize(
    ("module", "level", "path"),
    [
        ("shop.cart", 0, "src/shop/cart.py"),
        ("cart", 1, "src/shop/cart.py"),
        ("", 1, "src/shop/__init__.py"),
        ("web", 1, "src/shop/web/__init__.py"),
        ("json", 0, None),
        ("shop.nothing", 0, None),
        ("x", 99, None),
        ("y" * 300, 0, None),
    ],
)
def test_a_module_is_found_in_its_file(root: Path, module: str, level: int, path: str | None) -> None:
    found = modules(root).file(module, level, root / "src/shop/view.py")
    assert found == (root / path if path else None)


@pytest.mark.parametrize(
    ("module", "level"),
    [
        ("secret", 3),
        ("outside.secret", 3),
        ("", 3),
        ("linked", 1),
        ("folder.secret", 1),
        ("climbing.secret", 0),
        ("shop.linked", 0),
    ],
)
def test_nothing_outside_the_root_is_a_module_whatever_leads_there(tmp_path: Path, module: str, level: int) -> None:
    (tmp_path / "outside").mkdir()
    for name in ("outside/__init__.py", "outside/secret.py", "secret.py", "__init__.py"):
        (tmp_path / name).write_text("def token(): ...\n")
    shop = tmp_path / "root" / "shop"
    shop.mkdir(parents=True)
    (shop / "__init__.py").touch()
    (shop.parent / "__init__.py").touch()
    (shop.parent / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["..", "../outside"]\n')
    (shop / "linked.py").symlink_to(tmp_path / "outside" / "secret.py")
    (shop / "folder").symlink_to(tmp_path / "outside", target_is_directory=True)
    (shop.parent / "climbing").symlink_to(tmp_path / "outside", target_is_directory=True)
    document = shop / "view.py"
    assert Modules(shop.parent, document).file(module, level, document) is None


def test_a_root_that_is_a_link_holds_its_own_files(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    link = tmp_path_factory.mktemp("links") / "root"
    link.symlink_to(root, target_is_directory=True)
    assert modules(link).file("shop.cart", 0, link / "src/shop/view.py") == link / "src/shop/cart.py"


@pytest.mark.parametrize("folder", ["src/shop", "services/pay/src/pay", "backend/models", "my scripts", ""])
def test_import_paths_are_those_of_the_project(root: Path, folder: str) -> None:
    assert import_paths(root / folder, root) == discover(root / folder, Settings(), workspace=root).import_paths


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Path", ("pathlib", "Path")),
        ("dataclass", ("dataclasses", "dataclass")),
        ("defaultdict", ("collections", "defaultdict")),
        ("json", ("json", None)),
        ("Optional", ("typing", "Optional")),
        ("sleep", ("time", "sleep")),
        ("sqrt", ("math", "sqrt")),
        ("join", ("os.path", "join")),
        ("getcwd", ("os", "getcwd")),
        ("ThreadPoolExecutor", ("concurrent.futures", "ThreadPoolExecutor")),
        ("abstractmethod", ("abc", "abstractmethod")),
        ("urlparse", ("urllib.parse", "urlparse")),
        ("TestCase", ("unittest", "TestCase")),
        ("no_such_name", None),
        ("_private", None),
    ],
)
def test_the_standard_library_is_known_by_its_own_lists(name: str, first: tuple[str, str | None] | None) -> None:
    found = standard(name)
    assert (found[0].module, found[0].name) == first if first else not found


def test_a_definition_of_the_standard_library_has_its_signature() -> None:
    found = definition("json", "loads")
    assert found is not None and found.signature.startswith("loads(s, *, cls=None")
    assert definition("json", "nothing") is None and definition("math", "sqrt") is None
    handed_on = definition("asyncio", "gather")
    assert handed_on is not None and handed_on.signature.startswith("gather(*coros_or_futures")
    assert "timedelta" in names_of("datetime")
