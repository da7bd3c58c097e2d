"""The composition root: the only file that names concrete parts."""

from __future__ import annotations

from pathlib import Path

from . import catalogue
from .background import Background
from .engine import Engine
from .measure.benchmark import SandboxBenchmark
from .measure.host_lock import HostLock
from .optimize.agent import Examiner
from .optimize.analyst import Analyst
from .optimize.campaign import Campaigns
from .sandbox.pool import ZygoteSandbox
from .session import Session
from .settings import Settings
from .store.trial_cache import TrialCache, default_folder
from .verify.verifier import SandboxVerifier


def build(settings: Settings, cache_folder: Path | None = None) -> Engine:
    """All parts, wired; no process is started and no file opened before it is needed.

    `cache_folder` holds the results of earlier trials; None is the user's own.
    """
    session = Session(settings)
    sandbox = ZygoteSandbox(settings.jobs)
    verifier = SandboxVerifier(sandbox)
    benchmark = SandboxBenchmark(sandbox, HostLock(is_busy=session.is_busy))
    analyst = Analyst()
    cache = TrialCache(cache_folder or default_folder())
    campaigns = Campaigns(sandbox, Examiner(verifier, benchmark, cache), analyst, catalogue.load)

    async def close() -> None:
        analyst.close()
        await sandbox.close()
        await cache.close()

    return Engine(settings, session, Background(), campaigns, verifier, benchmark, sandbox, close, sandbox.resize)
