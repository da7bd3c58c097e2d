"""The class is used for making the result in both."""

# old: Box.around_slow
# new: Box.around_fast

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    low: int
    high: int

    @classmethod
    def around_slow(cls, points: list[int]) -> "Box":
        low = high = 0
        for point in points:
            if point < low:
                low = point
            if point > high:
                high = point
        return cls(low, high)

    @classmethod
    def around_fast(cls, points: list[int]) -> "Box":
        return cls(min([0, *points]), max([0, *points]))
