"""`replace` and the constructor make equal new points; the old ones stay as they were."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, order=True)
class Point:
    x: int
    y: int


def old(points: list[Point], dx: int) -> list[Point]:
    moved = []
    for point in points:
        moved.append(replace(point, x=point.x + dx))
    return sorted(moved, key=lambda point: (point.x, point.y))


def new(points: list[Point], dx: int) -> list[Point]:
    return sorted([Point(point.x + dx, point.y) for point in points])
