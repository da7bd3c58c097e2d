"""What people read about a trial: one line for a diagnostic, ten for a hover, a page for more."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from ..domain import (
    DDL,
    Candidate,
    Counterexample,
    DatabaseCost,
    Evidence,
    Failure,
    Measurement,
    NotBetter,
    Setting,
    SizePoint,
    Trial,
    Unconfirmed,
    UnitReport,
    Win,
)

_PLAN_LINES = 3


def headline(trial: Trial) -> str:
    """The gain and the evidence in one line, such as "4.2x faster at n = 1,000, same results on 214 inputs"."""
    outcome = trial.outcome
    match outcome:
        case Win(evidence, measurement, gain):
            return f"{_gain(measurement, gain)}, {_checked(evidence)}"
        case Unconfirmed(evidence, measurement, reason):
            return f"{_gain(measurement, 'time')} where it was tried, {_checked(evidence)}, but {reason}"
        case NotBetter(measurement):
            return f"same results, but not measurably better ({_times(measurement.ratio)})"
        case Counterexample(call, expected, actual):
            return f"differs: {call} gave {expected}, now {actual}"
        case Failure(reason):
            return f"could not be judged: {reason}"


def gain(win: Win) -> float:
    """The ratio of what is gained, time or memory; more is better."""
    before, after = win.measurement.baseline_peak_bytes, win.measurement.candidate_peak_bytes
    return before / max(1, after) if win.gain == "memory" and before and after else win.measurement.ratio


def gain_text(win: Win) -> str:
    """The gain in three words, such as "4.2x faster"."""
    return f"{_times(gain(win))} {'less memory' if win.gain == 'memory' else 'faster'}"


def hover_markdown(report: UnitReport, trial: Trial) -> str:
    """At most ten lines of Markdown about one win: before and after, gain by size, growth, checks, why."""
    outcome = trial.outcome
    if not isinstance(outcome, Win):
        return headline(trial)
    return "\n\n".join(list(_hover_lines(trial, outcome))[:10])


def page_markdown(report: UnitReport) -> str:
    """Everything about a unit: each trial with its figures, evidence and change."""
    parts = [f"# {report.unit.name}"]
    if report.refused:
        parts.append(f"Not judged: {report.refused}.")
    for number, trial in enumerate(report.trials, start=1):
        parts.append(f"## {number}. {trial.candidate.pattern or trial.candidate.proposer}: {headline(trial)}")
        parts += [trial.candidate.why, change_markdown(trial.candidate)]
        if isinstance(trial.outcome, Win):
            parts += list(_hover_lines(trial, trial.outcome))[1:]
        if isinstance(trial.outcome, (Win, NotBetter)):
            parts.append(_size_table(trial.outcome.measurement))
    return "\n\n".join(part for part in parts if part) + "\n"


def _hover_lines(trial: Trial, win: Win) -> Iterator[str]:
    measured = win.measurement
    yield f"**{_gain(measured, win.gain)}** by `{trial.candidate.pattern or trial.candidate.proposer}`"
    yield f"{seconds(measured.baseline_s)} → {seconds(measured.candidate_s)}{_bound(measured)}"
    if measured.sizes:
        yield "By size: " + ", ".join(f"{_times(point.ratio)} at {point.n:,}" for point in _some(measured))
    if measured.baseline_growth and measured.candidate_growth:
        yield f"Growth: {measured.baseline_growth} → {measured.candidate_growth}, fitted from the times"
    if loss := slower_below(measured):
        yield loss
    if memory := _memory(measured):
        yield memory
    if measured.database:
        yield from database_lines(measured.database)
    yield "Checked: " + "; ".join(f"{entry.kind} {entry.count} ({entry.how})" for entry in win.evidence)
    yield f"Why: {trial.candidate.why}"
    if trial.candidate.finding and trial.candidate.finding.sources:
        yield "Sources: " + ", ".join(f"<{source}>" for source in trial.candidate.finding.sources)


def database_lines(cost: DatabaseCost) -> Iterator[str]:
    """What a query costs its database, before and after, in a line for each matter."""
    blocks = f"Blocks: {cost.baseline_blocks:,} → {cost.candidate_blocks:,}"
    yield f"{blocks}; rows read: {cost.baseline_rows:,} → {cost.candidate_rows:,}"
    yield f"Plan before: {_in_one_line(cost.baseline_plan)}"
    yield f"Plan after: {_in_one_line(cost.candidate_plan)}"
    if cost.index_bytes is not None:
        writes = f", writes take {_times(cost.write_ratio)} as long" if cost.write_ratio is not None else ""
        yield f"Index: {size(cost.index_bytes)} on disk{writes}"


def _in_one_line(plan: str) -> str:
    lines = [line.strip() for line in plan.splitlines() if line.strip()]
    return " ← ".join(lines[:_PLAN_LINES]) + (" ← ..." if len(lines) > _PLAN_LINES else "")


def change_markdown(candidate: Candidate) -> str:
    """The change: what is run on the database or set for the query, and a diff of the unit.

    Lines that go elsewhere in the file, such as imports, stand below the diff.
    """
    change = candidate.change
    done: tuple[str, ...] = ()
    if isinstance(change, DDL):
        done = tuple(f"{statement};" for statement in change.statements)
    elif isinstance(change, Setting):
        done = tuple(f"SET {name} = '{value}';" for name, value in change.values)
    parts = ["\n".join(["```sql", *done, "```"])] if done else []
    return "\n\n".join([*parts, _diff_markdown(candidate)] if change.edits else parts)


def _diff_markdown(candidate: Candidate) -> str:
    changed, elsewhere = candidate.rewritten()
    outside = [f"+{line}" for edit in elsewhere for line in edit.text.splitlines() if line.strip()]
    lines = list(unified_diff(candidate.unit.source.splitlines(), changed.splitlines(), lineterm="", n=2))[2:]
    return "\n".join(["```diff", *lines, *outside, "```"])


def _some(measured: Measurement) -> list[SizePoint]:
    points = list(measured.sizes)
    step = max(1, -(-len(points) // 5))
    return points[::-1][::step][::-1]


def slower_below(measured: Measurement) -> str | None:
    """A sentence if small inputs lose, None if none does."""
    losing = [point.n for point in measured.sizes if point.ratio < 0.95]
    return f"Slower for inputs of about {max(losing):,} and less" if losing else None


def _gain(measured: Measurement, gain: str) -> str:
    at = f" at n = {measured.n:,}" if measured.n is not None else ""
    at = f" over {measured.calls} calls in the order your tests make them" if measured.calls else at
    if gain == "memory" and measured.baseline_peak_bytes and measured.candidate_peak_bytes:
        ratio = measured.baseline_peak_bytes / max(1, measured.candidate_peak_bytes)
        return f"{_times(ratio)} less memory{at}"
    return f"{_times(measured.ratio)} faster{at}"


def _checked(evidence: tuple[Evidence, ...]) -> str:
    rows = next((entry.how for entry in evidence if entry.kind == "rows-equal"), None)
    if rows:
        by_constraint = any(entry.kind == "proved" for entry in evidence)
        return ("proved the same by constraint, " if by_constraint else "") + rows.partition(";")[0]
    inputs = sum(entry.count for entry in evidence if entry.kind in ("replayed", "sampled"))
    replayed = [entry for entry in evidence if entry.kind == "replayed"]
    seen = f" ({', '.join(entry.how for entry in replayed)})" if replayed else ""
    proved = next((f"proved the same ({entry.how})" for entry in evidence if entry.kind == "proved"), None)
    return proved or f"same results on {inputs:,} input{'s' if inputs != 1 else ''}{seen}"


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}x" if ratio >= 100 else f"{ratio:.1f}x" if ratio >= 1.95 else f"{ratio:.2f}x"


def _bound(measured: Measurement) -> str:
    return f" (at least {_times(measured.ratio_low)} with 95 % confidence, {measured.pairs} pairs)"


def _memory(measured: Measurement) -> str | None:
    before, after = measured.baseline_peak_bytes, measured.candidate_peak_bytes
    if before is None or after is None or abs(before - after) < 10_000:
        return None
    return f"Peak memory: {size(before)} → {size(after)}"


def _size_table(measured: Measurement) -> str:
    if not measured.sizes:
        return ""
    rows = [
        f"| {p.n:,} | {seconds(p.baseline_s)} | {seconds(p.candidate_s)} | {_times(p.ratio)} |" for p in measured.sizes
    ]
    return "\n".join(["| n | before | after | gain |", "| ---: | ---: | ---: | ---: |", *rows])


def seconds(value: float) -> str:
    """A duration for people: three digits and a unit."""
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "µs")):
        if value * factor >= 1:
            return f"{value * factor:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"


def size(count: int) -> str:
    """A number of bytes for people."""
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.3g} {unit}"
        value /= 1000
    return f"{value:.3g} GB"
