"""What `verify` and `measure` answer as JSON values, exactly as `report.schema.json` says."""

from __future__ import annotations

from ..domain import Counterexample, Failure, Measurement, Verdict
from .document import VERSION, Json
from .figures import figures
from .trials import counterexample, evidence


def verification(verdict: Verdict) -> Json:
    """The answer of `verify`."""
    word = {Counterexample: "counterexample", Failure: "cannot-tell"}.get(type(verdict), "same")
    return {
        "version": VERSION,
        "verdict": word,
        "evidence": evidence(verdict if isinstance(verdict, tuple) else ()),
        "counterexample": counterexample(verdict),
        "reason": verdict.reason if isinstance(verdict, Failure) else None,
    }


def comparison(outcome: Measurement | Failure) -> Json:
    """The answer of `measure`."""
    measurement = outcome if isinstance(outcome, Measurement) else None
    reason = outcome.reason if isinstance(outcome, Failure) else None
    return {"version": VERSION, **figures(measurement), "reason": reason}
