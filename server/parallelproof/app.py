"""The composition root: the only file that names concrete parts."""

from __future__ import annotations

from dataclasses import dataclass

from . import catalogue
from .measure.benchmark import SandboxBenchmark
from .measure.host_lock import HostLock
from .optimize.agent import Examiner
from .optimize.analyst import Analyst
from .optimize.campaign import Campaigns
from .sandbox.pool import ZygoteSandbox
from .settings import Settings
from .store.trial_cache import TrialCache, default_folder
from .verify.verifier import SandboxVerifier


@dataclass(frozen=True, slots=True)
class Parts:
    """What the engine is made of."""

    optimizer: Campaigns
    verifier: SandboxVerifier
    benchmark: SandboxBenchmark
    sandbox: ZygoteSandbox
    analyst: Analyst
    cache: TrialCache

    async def close(self) -> None:
        """End every process and let go of every file."""
        self.analyst.close()
        await self.sandbox.close()
        await self.cache.close()


def build(settings: Settings) -> Parts:
    """All parts, wired; nothing is started before it is needed."""
    sandbox = ZygoteSandbox(settings.jobs)
    verifier = SandboxVerifier(sandbox)
    benchmark = SandboxBenchmark(sandbox, HostLock())
    cache = TrialCache(default_folder())
    analyst = Analyst()
    campaigns = Campaigns(sandbox, Examiner(verifier, benchmark, cache), analyst, catalogue.load)
    return Parts(campaigns, verifier, benchmark, sandbox, analyst, cache)
