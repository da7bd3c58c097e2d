"""Tiger Cloud's forks: each is a service of its own, billed until it is given back.

Its REST API as published with `tiger-cli` (openapi.yaml, 1.0.0): a fork is asked for (202) and polled until READY; a
500 passes, 404, FAILED and ERROR are final; a deletion is asked for (202) and done once the service is not found.
The service that is forked is named by `forkService`: the address of a database does not tell its id. What leaves the
machine is that id and the name of the fork, to the account that the key belongs to.
"""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote

from ..domain import Capabilities, Fork
from ..net.keys import Keys
from ..net.net import Net
from ..ports import ForkFailed, Unanswered
from ..settings import Settings
from .cloud import Api, dated, deleted, member, quoted_value, take_back, text

_HOME = "https://console.cloud.tigerdata.com/public/api/v1"
_ROLE, _DATABASE = "tsdbadmin", "tsdb"
"""Every service has these."""
_FINAL = {"FAILED", "ERROR", "DELETING", "DELETED"}


class Tiger:
    """A `ports.ForkProvider` for the account of the settings' key. `poll_s` is the first pause between two looks.

    Whether the cloud copies the data is not known, so it counts as a copy.
    """

    name = "tiger"
    capabilities = Capabilities("server", is_zero_copy=False, needs_quiet_source=False, is_billable=True, most=4)

    def __init__(
        self, net: Net, settings: Settings, environ: Mapping[str, str] = os.environ, poll_s: float = 1.0
    ) -> None:
        self._net, self._settings, self._environ, self._poll_s = net, settings, environ, poll_s
        self._keys = Keys(environ)
        self._looking_up = asyncio.Lock()
        self._account: tuple[Api, str] | None = None

    async def create(self, source: str, at: datetime | None, name: str, ttl_s: float) -> Fork:
        """Ask for a fork of the settings' service; `source` is the database in it, which a fork keeps the name of."""
        service = self._settings.fork_service
        if not service:
            raise ForkFailed("Tiger Cloud is not told what to fork: set `forkService` to the id of your service.")
        api, project = await self._connected()
        body = {"name": name, "fork_strategy": "NOW", "environment_tag": "DEV"}
        if at is not None:
            body |= {"fork_strategy": "PITR", "target_time": at.astimezone(UTC).isoformat()}
        path = f"{_services(project)}/{quote(service, safe='')}/forkService"
        try:
            reply = await api.once("POST", path, body)
        except (Unanswered, asyncio.CancelledError) as ended:
            # It may have been begun all the same, and nobody would know its id.
            await take_back(self, name, self._poll_s)
            if isinstance(ended, Unanswered):
                raise ForkFailed(f"No fork was begun: {ended.reason}.") from None
            raise
        if reply.status >= 400:
            raise api.refusal(reply, f"service `{service}`")
        fork = _fork(reply.value, service, ttl_s)
        if fork is None or fork.name != name:
            await take_back(self, name, self._poll_s)
            raise ForkFailed("Tiger Cloud answered with something that is no service; check `forkUrl`.")
        return replace(fork, status="creating")

    async def wait_ready(self, fork: Fork, timeout_s: float) -> Fork:
        """The fork once it is READY, with its address."""
        api, project = await self._connected()
        reason = "it is not ready"
        async for look in api.looks("GET", f"{_services(project)}/{quote(fork.id, safe='')}", timeout_s):
            if isinstance(look, Unanswered):
                reason = look.reason
                continue
            status = text(look.value, "status")
            if look.status == 404:
                raise ForkFailed(f"The fork {fork.name} is gone: somebody removed it while it was being made.")
            if status in _FINAL:
                raise ForkFailed(f"Tiger Cloud could not make the fork {fork.name}: its status is {status}.")
            if status == "READY" and (place := _place(look.value)):
                return replace(fork, address=f"{fork.address} {place}", status="ready")
            reason = f"its status is {status}" if status.isalpha() and len(status) < 20 else "it has no status"
        raise ForkFailed(f"The fork {fork.name} was not ready within {timeout_s:g} s ({reason}).")

    async def destroy(self, fork: Fork) -> None:
        """Delete the service, and wait until it is not found any more."""
        api, project = await self._connected()
        await deleted(api, f"{_services(project)}/{quote(fork.id, safe='')}", fork.name)

    async def list(self, prefix: str) -> Sequence[Fork]:
        """The project's services whose names begin with the prefix."""
        api, project = await self._connected()
        reply = await api.answer(_services(project))
        if reply.status >= 400:
            raise api.refusal(reply, "such project")
        if not isinstance(reply.value, list):
            raise ForkFailed("Tiger Cloud answered with something that is no list of services; check `forkUrl`.")
        found = [
            _fork(each, text(each, "forked_from", "service_id"), self._settings.fork_ttl_s) for each in reply.value
        ]
        return [fork for fork in found if fork and fork.name.startswith(prefix)]

    async def _connected(self) -> tuple[Api, str]:
        """The API and the project that the key belongs to, asked once."""
        async with self._looking_up:
            if self._account is None:
                self._account = await self._looked_up()
            return self._account

    async def _looked_up(self) -> tuple[Api, str]:
        public, secret = self._environ.get("TIGER_PUBLIC_KEY"), self._environ.get("TIGER_SECRET_KEY")
        pair = f"{public}:{secret}" if public and secret else ""
        key = await self._keys.find(self._settings.fork_key or pair, (), self.name)
        if not key:
            raise ForkFailed("Tiger Cloud needs a key: set `forkKey`, or TIGER_PUBLIC_KEY and TIGER_SECRET_KEY.")
        authorization = f"Basic {base64.b64encode(key.encode()).decode()}" if ":" in key else f"Bearer {key}"
        url = self._settings.fork_url or _HOME
        api = Api(self._net, "Tiger Cloud", url, authorization, self._settings, self._poll_s)
        reply = await api.answer("/auth/info")
        project = text(reply.value, "api_key", "project", "id") or text(reply.value, "apiKey", "project", "id")
        if not project:
            raise ForkFailed("Tiger Cloud did not say which project the key belongs to; check `forkKey` and `forkUrl`.")
        return api, project


def _services(project: str) -> str:
    return f"/projects/{quote(project, safe='')}/services"


def _fork(service: Any, source: str, ttl_s: float) -> Fork | None:
    """A service of the API's as a fork, None where it is none; who reads it later has no password for it."""
    id, name = text(service, "service_id"), text(service, "name")
    if not id or not name:
        return None
    created_at, expires_at = dated(text(service, "created"), name, ttl_s)
    password = text(service, "initial_password")
    address = f"user={_ROLE} password={quoted_value(password)} dbname={_DATABASE} sslmode=require" if password else ""
    status = text(service, "status")
    standing: Literal["creating", "ready", "failed"] = "failed" if status in _FINAL else "creating"
    if status == "READY":
        standing = "ready"
    return Fork(id, name, Tiger.name, f"service {source}", address, created_at, expires_at, standing)


def _place(service: Any) -> str:
    """Host and port as a connection string has them, "" where the service names none yet."""
    host, port = text(service, "endpoint", "host"), member(service, "endpoint", "port")
    return f"host={quoted_value(host)} port={port}" if host and isinstance(port, int) else ""
