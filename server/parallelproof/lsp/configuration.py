"""Settings of each folder: the defaults, then its pyproject.toml, then the editor's; and whether it is trusted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from ..domain import path_of
from ..languages.python import pyproject
from ..settings import Settings, updated
from . import names

if TYPE_CHECKING:
    from .server import Server

_ANSWER_S = 5.0
_WATCHED = ("**/*.py", "**/*.sql", "**/pyproject.toml")


async def configure(ls: Server) -> None:
    """Ask the client for the settings of each folder, and let them take effect."""
    folders = dict(ls.folders)
    answers = await _ask(ls, [None, *folders])
    default, problems = _settings(ls, answers[0], None, {})
    found: dict[Path, Settings] = {}
    for (_, folder), answer in zip(folders.items(), answers[1:], strict=True):
        table, problem = await asyncio.to_thread(pyproject.table, folder)
        found[folder], more = _settings(ls, answer, folder, table)
        problems += (*more, *([problem] if problem else []))
    ls.engine.configure(default, found)
    ls.told.changed(wins=True)
    _warn(ls, problems)


def _settings(
    ls: Server, answer: Mapping[str, Any], folder: Path | None, table: Mapping[str, Any]
) -> tuple[Settings, tuple[str, ...]]:
    said, _ = updated(Settings(), {"trusted": answer.get("trusted")})
    trusted = said.trusted if ls.trust is None else ls.trust
    settings = replace(ls.engine.settings, trusted=trusted)
    settings, in_project = updated(settings, table, folder, pyproject.locked(trusted))
    settings, in_editor = updated(settings, answer, folder)
    return replace(settings, trusted=trusted), (*(f"pyproject.toml: {one}" for one in in_project), *in_editor)


async def _ask(ls: Server, folders: list[str | None]) -> list[Mapping[str, Any]]:
    """Our section for each folder and, under None, for files outside all; what was pushed if the client is no help."""
    if not ls.can.configuration:
        return [ls.pushed_settings for _ in folders]
    items = [types.ConfigurationItem(scope_uri=uri, section=names.SECTION) for uri in folders]
    asked = ls.protocol.send_request_async(types.WORKSPACE_CONFIGURATION, types.ConfigurationParams(items))
    try:
        # Shielded: a task that is cancelled while it waits would break the client's answer.
        answers = await asyncio.wait_for(asyncio.shield(asked), _ANSWER_S)
    except Exception as error:
        reason = str(error) or f"no answer in {_ANSWER_S:g} s"
        ls.log(f"The client did not say its settings ({reason}); the defaults hold.", types.MessageType.Warning)
        answers = []
    given = [answer if isinstance(answer, Mapping) else {} for answer in answers or ()]
    return [*given, *({} for _ in folders)][: len(folders)]


def _warn(ls: Server, problems: tuple[str, ...]) -> None:
    """One message for all that is wrong, and again only when something else is."""
    told = tuple(dict.fromkeys(problems))
    if told and told != ls.told_problems:
        text = "ParallelProof's settings: " + " ".join(told)
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Warning, text))
    ls.told_problems = told


def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Learn what the client is, what it trusts and what its folders are."""
    ls.begin(params)
    options = params.initialization_options if isinstance(params.initialization_options, Mapping) else {}
    ls.trust = options.get("trusted") if isinstance(options.get("trusted"), bool) else None
    ls.others_complete = options.get("otherInlineCompletions") is True
    ls.can_use_setting = options.get("canUseSetting") is True
    ls.can_compare = options.get("canCompare") is True
    ls.told.shows_wins, ls.told.shows_status = (options.get(one) is True for one in ("showsWins", "showsStatus"))
    ls.pushed_settings = _section(options.get("settings"))
    folders = [folder.uri for folder in params.workspace_folders or ()] or [uri for uri in (params.root_uri,) if uri]
    ls.folders = {uri: path for uri in folders if (path := path_of(uri)) is not None}


def initialized(ls: Server, params: types.InitializedParams) -> None:
    """The client is ready to be asked."""
    if ls.can.watch_files:
        watchers = [types.FileSystemWatcher(glob) for glob in _WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        ls.client_register_capability(types.RegistrationParams([types.Registration("files", method, options)]))
    ls.configure()


def did_change_configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    """Settings changed; some clients say what they are now, others want to be asked."""
    if isinstance(params.settings, Mapping):
        ls.pushed_settings = _section(params.settings)
    ls.configure()


def did_change_folders(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders came or went."""
    gone = {folder.uri for folder in params.event.removed}
    kept = {uri: path for uri, path in ls.folders.items() if uri not in gone}
    added = {folder.uri: path for folder in params.event.added if (path := path_of(folder.uri)) is not None}
    ls.folders = {**kept, **added}
    ls.configure()


def trust(ls: Server, params: Any) -> None:
    """The client says that the workspace is trusted, or no longer is."""
    ls.trust = bool(getattr(params, "trusted", True))
    if not ls.trust:
        ls.engine.cancel()
    ls.configure()


def _section(value: Any) -> Mapping[str, Any]:
    """Our part of pushed settings, which may come with the section's name or without."""
    inner = value.get(names.SECTION, value) if isinstance(value, Mapping) else {}
    return inner if isinstance(inner, Mapping) else {}
