"""The README's table and the VS Code manifest say what settings.py says; `UPDATE_GOLDEN=1` writes both from it."""

from __future__ import annotations

import ast
import json
import os
import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from parallelproof import settings
from parallelproof.languages.python import pyproject
from parallelproof.lsp import names
from parallelproof.lsp.commands import COMMANDS
from parallelproof.settings import Settings, editor_name

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
MANIFEST = ROOT / "client-vscode" / "package.json"
MARKED = re.compile(r"(<!-- settings: .*? -->\n).*?(<!-- end of settings -->)", re.DOTALL)

VS_CODE_HAS_ITS_OWN = frozenset({"trusted"})
"""Workspace trust: a setting beside it could contradict it."""
OF_THE_CLIENT: dict[str, dict[str, Any]] = {
    "parallelproof.path": {
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
        "markdownDescription": (
            "The program `parallelproof`; empty looks in the workspace's Python environment, then on `PATH`, "
            "then for the server that this extension has installed."
        ),
    },
    "parallelproof.server": {
        "type": "string",
        "enum": ["environment", "included"],
        "default": "environment",
        "scope": "machine-overridable",
        "markdownDescription": (
            "Which server is used where there are several: that of the workspace's Python `environment`, or the one "
            "`included` in this extension, in an environment of its own."
        ),
    },
    "parallelproof.showGain": {
        "type": "boolean",
        "default": True,
        "scope": "resource",
        "markdownDescription": "Mark what can be faster in the gutter, with a small bar of the gain beside its name.",
    },
}
TYPES: dict[str, dict[str, Any]] = {
    "bool": {"type": "boolean"},
    "str": {"type": "string"},
    **{kind.__name__: {"type": "string", "enum": list(kind)} for kind in settings.CHOICES},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "float | None": {"type": ["number", "null"]},
    "Path | None": {"type": ["string", "null"]},
    "tuple[Path, ...]": {"type": "array", "items": {"type": "string"}},
    "tuple[str, ...]": {"type": "array", "items": {"type": "string"}},
    "frozenset[str]": {"type": "array", "items": {"type": "string"}},
}


@dataclass(frozen=True)
class Option:
    """A field of Settings as a person meets it. A default that depends on the machine is None."""

    field: str
    type: str
    default: Any
    meaning: str


def options() -> list[Option]:
    tree = ast.parse(Path(settings.__file__).read_text())
    (body,) = (node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    meanings = {
        at.target.id: below.value.value
        for at, below in pairwise(body)
        if isinstance(at, ast.AnnAssign) and isinstance(at.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
    }
    return [
        Option(
            option.name, str(option.type), _default(option.default), meanings[option.name].replace("None ", "unset ")
        )
        for option in fields(Settings)
    ]


def table() -> str:
    rows = [
        f"| `{editor_name(option.field)}` | {in_toml(option)} | {shown(option)} | {option.meaning} |\n"
        for option in options()
    ]
    return "| in the editor | in pyproject.toml | default | meaning |\n| --- | --- | --- | --- |\n" + "".join(rows)


def properties() -> dict[str, Any]:
    return OF_THE_CLIENT | {
        f"parallelproof.{editor_name(option.field)}": _property(option) for option in options() if not _is_own(option)
    }


def in_toml(option: Option) -> str:
    return "" if option.field in pyproject.locked(trusted=True) else f"`{option.field}`"


def shown(option: Option) -> str:
    if option.field == "jobs":
        return "cores less one"
    return "" if option.default in (None, []) else f"`{json.dumps(option.default)}`"


def restricted() -> list[str]:
    """What a workspace that is not trusted may not say: programs, files, and what leaves the machine."""
    named = [option for option in options() if "Path" in option.type or option.field in settings.EDITOR_ONLY]
    programs = ["parallelproof.path", "parallelproof.server"]
    return [*programs, *(f"parallelproof.{editor_name(option.field)}" for option in named if not _is_own(option))]


def test_every_setting_has_a_meaning() -> None:
    assert all(option.meaning.endswith(".") for option in options())


def test_the_readme_lists_every_setting_with_its_default() -> None:
    text = README.read_text()
    _expect(README, text, MARKED.sub(lambda found: found[1] + table() + found[2], text))


def test_vs_code_offers_every_setting_with_the_same_default_and_meaning() -> None:
    text = MANIFEST.read_text()
    manifest = json.loads(text)
    manifest["contributes"]["configuration"]["properties"] = properties()
    manifest["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"] = restricted()
    _expect(MANIFEST, text, json.dumps(manifest, indent=2) + "\n")


def test_no_workspace_sets_what_leaves_the_machine_and_no_key_is_synced() -> None:
    offered = json.loads(MANIFEST.read_text())["contributes"]["configuration"]["properties"]
    for option in options():
        name = f"parallelproof.{editor_name(option.field)}"
        if option.field in settings.EDITOR_ONLY and not _is_own(option):
            assert offered[name]["scope"] == "machine" and name in restricted()
        if option.field.endswith("_key"):
            assert offered[name]["ignoreSync"] is True


def test_vs_code_knows_every_command_of_the_server_and_shows_none_that_needs_arguments() -> None:
    contributes = json.loads(MANIFEST.read_text())["contributes"]
    known = {command["command"] for command in contributes["commands"]}
    hidden = {entry["command"] for entry in contributes["menus"]["commandPalette"] if entry["when"] == "false"}

    assert set(COMMANDS) <= known
    assert {names.IGNORE, names.IGNORE_PATTERN, names.IGNORE_NAME, names.COMPARE} <= hidden <= known


def test_the_extension_has_the_version_of_the_server() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert json.loads(MANIFEST.read_text())["version"] == project["version"]


def test_the_extension_reports_nothing_about_its_user() -> None:
    manifest = json.loads(MANIFEST.read_text())
    assert not manifest.get("dependencies"), "what is bundled is a choice of ours, and none of it reports anything"
    assert manifest["extensionKind"] == ["workspace"] and not manifest["capabilities"]["virtualWorkspaces"]["supported"]


def _property(option: Option) -> dict[str, Any]:
    least, most = settings._AT_LEAST.get(option.field), settings._AT_MOST.get(option.field)
    kind = dict(TYPES[option.type])
    if option.default is None and not isinstance(kind["type"], list):
        kind["type"] = [kind["type"], "null"]
    return {
        **kind,
        **({} if least is None else {"minimum": least}),
        **({} if most is None else {"maximum": most}),
        "default": option.default,
        # A workspace's own settings never say what leaves the machine, and keys stay on it.
        "scope": "machine" if option.field in settings.EDITOR_ONLY else "resource",
        **({"ignoreSync": True} if option.field.endswith("_key") else {}),
        "markdownDescription": option.meaning,
    }


def _is_own(option: Option) -> bool:
    return option.field in VS_CODE_HAS_ITS_OWN


def _default(default: Any) -> Any:
    if default is MISSING:
        return None
    return sorted(default) if isinstance(default, (tuple, frozenset)) else default


def _expect(path: Path, found: str, expected: str) -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(expected)
    elif found != expected:
        pytest.fail(f"{path.name} is not what settings.py says; UPDATE_GOLDEN=1 pytest {__file__} writes it")
