"""How time grows with input size, fitted from measured points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, log2, sqrt
from statistics import linear_regression

_MODELS: tuple[tuple[str, Callable[[float], float]], ...] = (
    ("O(1)", lambda n: 1.0),
    ("O(log n)", lambda n: log2(n + 1)),
    ("O(√n)", sqrt),
    ("O(n)", lambda n: n),
    ("O(n log n)", lambda n: n * log2(n + 1)),
    ("O(n²)", lambda n: n**2),
    ("O(n³)", lambda n: n**3),
    ("O(2ⁿ)", lambda n: 1.6**n),
)
_ORDER = {name: rank for rank, (name, _) in enumerate(_MODELS)}
_MIN_POINTS = 4
_MIN_SPAN = 20.0
_TOLERANCE = 0.35
"""Largest root-mean-square distance, in natural logarithms, at which a model counts as fitting."""

_SIMPLER = 0.12
"""How much worse a simpler model may fit and still be preferred: caches bend a line by about this much."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A model on measured points: the fitted seconds at each of them, and the slope of the larger half, log on log."""

    name: str
    exponent: float
    seconds: tuple[float, ...]


def growth(points: Sequence[tuple[int, float]]) -> str | None:
    """The simplest model that fits times in seconds over sizes well; None where the points do not say.

    Each model is an overhead plus a multiple of its growth; the fit is judged on the larger half of the sizes, where
    the overhead matters least.
    """
    usable = sorted((n, seconds) for n, seconds in points if n > 0 and seconds > 0)
    if len(usable) < _MIN_POINTS:
        return None
    fits = [(name, _misfit(usable, shape)) for name, shape in _MODELS if _is_defined(shape, usable[-1][0])]
    if usable[-1][0] / usable[0][0] < _MIN_SPAN and min(fits, key=lambda fit: fit[1])[0] != "O(2ⁿ)":
        return None
    best = min(misfit for _, misfit in fits)
    if best > _TOLERANCE:
        return None
    return next(name for name, misfit in fits if misfit <= best + _SIMPLER)


def fit(name: str, points: Sequence[tuple[int, float]]) -> Fit | None:
    """The curve of a model that `growth` named, for a chart; None where the points do not carry one."""
    usable = sorted({n: seconds for n, seconds in points if n > 0 and seconds > 0}.items())
    shape = dict(_MODELS)[name]
    if len(usable) < _MIN_POINTS or not _is_defined(shape, max(n for n, _ in points)):
        return None
    overhead, tail = _overhead(usable, shape), usable[len(usable) // 2 - 1 :]
    scale = exp(sum(log(seconds / (overhead + shape(n))) for n, seconds in tail) / len(tail))
    slope = linear_regression([log(n) for n, _ in tail], [log(seconds) for _, seconds in tail]).slope
    return Fit(name, slope, tuple(scale * (overhead + shape(n)) for n, _ in points))


def is_better(before: str | None, after: str | None) -> bool:
    """Whether growth became lower by more than a logarithm."""
    if before is None or after is None:
        return False
    return _power(after) < _power(before)


def _power(name: str) -> float:
    return {"O(1)": 0.0, "O(log n)": 0.0, "O(√n)": 0.5, "O(n)": 1.0, "O(n log n)": 1.0}.get(name, float(_ORDER[name]))


def _is_defined(shape: Callable[[float], float], n: int) -> bool:
    try:
        return shape(float(n)) < 1e18
    except OverflowError:
        return False


def _misfit(points: Sequence[tuple[int, float]], shape: Callable[[float], float]) -> float:
    overhead = _overhead(points, shape)
    tail = points[len(points) // 2 - 1 :]
    logs = [log(seconds / (overhead + shape(n))) for n, seconds in tail]
    mean = sum(logs) / len(logs)
    return sqrt(sum((value - mean) ** 2 for value in logs) / len(logs))


def _overhead(points: Sequence[tuple[int, float]], shape: Callable[[float], float]) -> float:
    """The constant part, in units of the growing part, from the smallest and the largest size."""
    (n0, t0), (n1, t1) = points[0], points[-1]
    rise = shape(n1) - shape(n0)
    if t1 <= t0 or rise <= 0:
        return 0.0
    slope = (t1 - t0) / rise
    return max(0.0, t0 / slope - shape(n0))
