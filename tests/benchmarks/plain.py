"""Ordinary functions for which the catalogue has nothing to offer: a real file is mostly these."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    x: float
    y: float


def clamp(value: float, low: float, high: float) -> float:
    """`value`, or the nearer end of the range when it lies outside."""
    if value < low:
        return low
    if value > high:
        return high
    return value


def distance(a: Point, b: Point) -> float:
    """How far apart two points are."""
    dx = a.x - b.x
    dy = a.y - b.y
    return math.sqrt(dx * dx + dy * dy)


def initials(first: str, last: str) -> str:
    """Two letters for a name, question marks for what is missing."""
    start = first[:1].upper() or "?"
    end = last[:1].upper() or "?"
    return start + "." + end + "."


def is_leap(year: int) -> bool:
    """Whether a year of the Gregorian calendar has 366 days."""
    if year % 400 == 0:
        return True
    if year % 100 == 0:
        return False
    return year % 4 == 0


def net_price(gross: float, rate: float = 0.19, *, rounded: bool = True) -> float:
    """The price without tax."""
    net = gross / (1 + rate)
    if rounded:
        net = round(net, 2)
    return net


def parse_duration(text: str) -> int:
    """Seconds in "1:02:03" or "02:03"."""
    parts = text.split(":")
    if not 1 <= len(parts) <= 3:
        raise ValueError("not a duration: " + text)
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds


def greatest_divisor(a: int, b: int) -> int:
    """The greatest common divisor, by Euclid."""
    while b:
        a, b = b, a % b
    return abs(a)


def grade(points: int) -> str:
    """The mark for a score out of 100."""
    if points >= 90:
        return "A"
    if points >= 75:
        return "B"
    if points >= 60:
        return "C"
    if points >= 50:
        return "D"
    return "F"


def page_bounds(page: int, per_page: int, total: int) -> tuple[int, int]:
    """First and last index of a page, empty pages included."""
    start = max(0, page) * max(1, per_page)
    end = min(start + max(1, per_page), total)
    return start, max(start, end)


def midpoint(a: Point, b: Point) -> Point:
    """The point halfway."""
    return Point((a.x + b.x) / 2, (a.y + b.y) / 2)


def masked(number: str, shown: int = 4) -> str:
    """A number with all but its last characters hidden."""
    hidden = max(0, len(number) - shown)
    return "*" * hidden + number[hidden:]


def retry_delay(attempt: int, base: float = 0.5, longest: float = 60.0) -> float:
    """Seconds to wait before the next attempt."""
    if attempt <= 0:
        return 0.0
    return min(longest, math.ldexp(base, min(attempt, 30)))


def quadrant(point: Point) -> int:
    """1 to 4 as in school, 0 on an axis."""
    if point.x == 0 or point.y == 0:
        return 0
    if point.x > 0:
        return 1 if point.y > 0 else 4
    return 2 if point.y > 0 else 3


def plural(count: int, noun: str, ending: str = "s") -> str:
    """A count with its noun."""
    if count == 1:
        return f"{count} {noun}"
    return f"{count} {noun}{ending}"


def weekday_after(day: int, days: int) -> int:
    """The weekday that many days later, 0 is Monday."""
    return (day + days) % 7


def bmi_class(weight_kg: float, height_m: float) -> str:
    """The usual four classes."""
    if height_m <= 0:
        raise ValueError("a height is above zero")
    index = weight_kg / (height_m * height_m)
    if index < 18.5:
        return "under"
    if index < 25:
        return "normal"
    return "over" if index < 30 else "obese"


def semver(text: str) -> tuple[int, int, int]:
    """The three numbers of a version."""
    major, minor, patch = text.split(".")
    return int(major), int(minor), int(patch)


def celsius(fahrenheit: float) -> float:
    """Degrees Celsius."""
    return (fahrenheit - 32) * 5 / 9


def shipping(weight_kg: float, express: bool, island: bool) -> float:
    """The price of a parcel."""
    price = 4.9 if weight_kg <= 2 else 6.9
    if weight_kg > 10:
        price += 0.5 * (weight_kg - 10)
    if express:
        price *= 1.8
    return price + 12 if island else price


def compound(amount: float, rate: float, years: int) -> float:
    """The amount with interest on interest."""
    if years < 0:
        raise ValueError("years cannot be negative")
    return amount * math.pow(1 + rate, min(years, 200))


def overlap(a_start: int, a_end: int, b_start: int, b_end: int) -> int:
    """Length of what two ranges share."""
    return max(0, min(a_end, b_end) - max(a_start, b_start))
