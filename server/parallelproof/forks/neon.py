"""Neon's branches: each with a compute of its own, billed until it is given back.

Its REST API v2: a branch is asked for with a read-write endpoint (201), without which nothing computes in it, and
polled until it and its endpoint are ready; its address is asked for then. A deletion is done once the branch is not
found. The project is named by `forkService`. What leaves the machine are ids and names.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from ..domain import Capabilities, Fork
from ..net.keys import Keys
from ..net.net import Net, Reply
from ..ports import ForkFailed, Unanswered
from ..postgres import Unreachable
from ..postgres.addresses import database
from ..settings import Settings
from .cloud import Api, dated, deleted, member, quoted_value, take_back, text

_HOME = "https://console.neon.tech/api/v2"
_PAGE = 100
_MOST_PAGES = 100


class Neon:
    """A `ports.ForkProvider` for the account of the settings' key. `poll_s` is the first pause between two looks."""

    name = "neon"
    capabilities = Capabilities("server", is_zero_copy=True, needs_quiet_source=False, is_billable=True, most=8)

    def __init__(
        self, net: Net, settings: Settings, environ: Mapping[str, str] = os.environ, poll_s: float = 1.0
    ) -> None:
        self._net, self._settings, self._poll_s = net, settings, poll_s
        self._keys = Keys(environ)

    async def create(self, source: str, at: datetime | None, name: str, ttl_s: float) -> Fork:
        """Ask for a branch of the project's default branch; `source` says which of its databases is meant."""
        api, branches = await self._connected()
        branch: dict[str, Any] = {"name": name}
        if at is not None:
            branch["parent_timestamp"] = at.astimezone(UTC).isoformat()
        try:
            reply = await api.once("POST", branches, {"branch": branch, "endpoints": [{"type": "read_write"}]})
        except (Unanswered, asyncio.CancelledError) as ended:
            # It may have been begun all the same, and nobody would know its id.
            await take_back(self, name, self._poll_s)
            if isinstance(ended, Unanswered):
                raise ForkFailed(f"No fork was begun: {ended.reason}.") from None
            raise
        if reply.status >= 400:
            raise api.refusal(reply, f"project `{self._settings.fork_service}`")
        fork = self._fork(member(reply.value, "branch"), ttl_s)
        if fork is None or fork.name != name:
            await take_back(self, name, self._poll_s)
            raise ForkFailed("Neon answered with something that is no branch; check `forkUrl`.")
        return replace(fork, address=f"dbname={quoted_value(_named(source))}", status="creating")

    async def wait_ready(self, fork: Fork, timeout_s: float) -> Fork:
        """The branch once it and its endpoint are ready, with its address."""
        api, branches = await self._connected()
        path, until = f"{branches}/{quote(fork.id, safe='')}", asyncio.get_running_loop().time() + timeout_s
        await self._reached(api, path, fork, timeout_s, _is_ready)
        left_s = max(0.0, until - asyncio.get_running_loop().time())
        await self._reached(api, f"{path}/endpoints", fork, left_s, _has_compute)
        wanted = {"branch_id": fork.id, **await self._role(api, path, database(fork.address))}
        project = branches.removesuffix("/branches")
        reply = await api.answer(f"{project}/connection_uri?{urlencode(wanted)}")
        if not (address := text(reply.value, "uri")):
            raise ForkFailed(f"Neon did not say how the fork {fork.name} is reached (HTTP {reply.status}).")
        return replace(fork, address=address, status="ready")

    async def destroy(self, fork: Fork) -> None:
        """Delete the branch, and wait until it is not found any more."""
        api, branches = await self._connected()
        await deleted(api, f"{branches}/{quote(fork.id, safe='')}", fork.name)

    async def list(self, prefix: str) -> Sequence[Fork]:
        """The project's branches whose names begin with the prefix."""
        api, branches = await self._connected()
        found: list[Fork] = []
        page = {"search": prefix, "limit": str(_PAGE)}
        for _ in range(_MOST_PAGES):
            reply = await api.answer(f"{branches}?{urlencode(page)}")
            if reply.status >= 400:
                raise api.refusal(reply, f"project `{self._settings.fork_service}`")
            listed = member(reply.value, "branches")
            if not isinstance(listed, list):
                raise ForkFailed("Neon answered with something that is no list of branches; check `forkUrl`.")
            forks = [self._fork(each, self._settings.fork_ttl_s) for each in listed]
            found += [fork for fork in forks if fork and fork.name.startswith(prefix)]
            following = text(reply.value, "pagination", "next")
            if len(listed) < _PAGE or not following:
                break
            page["cursor"] = following
        return found

    async def _reached(self, api: Api, path: str, fork: Fork, timeout_s: float, is_there: Any) -> None:
        reason = "it is not ready"
        async for look in api.looks("GET", path, timeout_s):
            if isinstance(look, Unanswered):
                reason = look.reason
            elif look.status == 404:
                raise ForkFailed(f"The fork {fork.name} is gone: somebody removed it while it was being made.")
            elif is_there(look):
                return
        raise ForkFailed(f"The fork {fork.name} was not ready in time ({reason}).")

    async def _role(self, api: Api, path: str, wanted: str) -> dict[str, str]:
        """The database that is meant, else the only one, and the role that owns it."""
        reply = await api.answer(f"{path}/databases")
        found = member(reply.value, "databases")
        owners = {text(each, "name"): text(each, "owner_name") for each in found} if isinstance(found, list) else {}
        if wanted not in owners and len(owners) != 1:
            raise ForkFailed(f"The Neon project has no database `{wanted}`: check the address of the database.")
        name = wanted if wanted in owners else next(iter(owners))
        return {"database_name": name, "role_name": owners[name]}

    def _fork(self, branch: Any, ttl_s: float) -> Fork | None:
        """A branch of the API's as a fork, None where it is none; who reads it later has no address of it."""
        id, name = text(branch, "id"), text(branch, "name")
        if not id or not name:
            return None
        created_at, expires_at = dated(text(branch, "created_at"), name, ttl_s)
        is_ready = text(branch, "current_state") == "ready"
        source = f"project {self._settings.fork_service}"
        return Fork(id, name, self.name, source, "", created_at, expires_at, "ready" if is_ready else "creating")

    async def _connected(self) -> tuple[Api, str]:
        """The API, and the path of the project's branches."""
        project = self._settings.fork_service
        if not project:
            raise ForkFailed("Neon is not told what to fork: set `forkService` to the id of your project.")
        key = await self._keys.find(self._settings.fork_key, ("NEON_API_KEY",), self.name)
        if not key:
            raise ForkFailed("Neon needs a key: set `forkKey`, or NEON_API_KEY.")
        url = self._settings.fork_url or _HOME
        api = Api(self._net, "Neon", url, f"Bearer {key}", self._settings, self._poll_s)
        return api, f"/projects/{quote(project, safe='')}/branches"


def _is_ready(reply: Reply) -> bool:
    return text(reply.value, "branch", "current_state") == "ready"


def _has_compute(reply: Reply) -> bool:
    """An endpoint that is idle wakes up when somebody connects."""
    endpoints = member(reply.value, "endpoints")
    return isinstance(endpoints, list) and any(text(each, "current_state") in ("active", "idle") for each in endpoints)


def _named(source: str) -> str:
    try:
        return database(source) if source else ""
    except Unreachable:
        return ""
