"""The table of jobs: name -> "module:function". A job takes the payload and returns JSON values."""

from __future__ import annotations

JOBS = {
    "capture": "_parallelproof_worker.capture:capture",
    "retest": "_parallelproof_worker.capture:retest",
    "prepare": "_parallelproof_worker.prepare:prepare",
    "observe": "_parallelproof_worker.observe:observe",
    "search": "_parallelproof_worker.search:search",
    "describe": "_parallelproof_worker.search:describe",
    "shrink": "_parallelproof_worker.shrink:shrink",
    "time": "_parallelproof_worker.timing:time_pair",
}
