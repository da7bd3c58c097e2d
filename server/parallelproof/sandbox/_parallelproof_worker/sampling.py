"""Draw values of a shape: small and large, biased to edges, with repeats so that collisions happen."""

from __future__ import annotations

import array
import collections
import contextlib
import copy
import datetime
import decimal
import fractions
import random
from typing import Callable

from . import texts
from .given import Given
from .oneshot import OneShot
from .shapes import ANY, BOOL, CHAR, FLOAT, INT, NONE, STR, from_class
from .trees import put_in_order

_INTS = (0, 1, -1, 2, 3, 4, 7, 8, 9, 10, 12, 16, 25, 49, 97, 100, -2, -7, 255, 256, 1000)
_HUGE = (2**31, 2**53, 2**53 + 1, 10**18, -(10**20), 10**30 + 57, (10**9 + 7) ** 2, 2**64 - 1, 2**64, 2**65 + 3, 3**50,
    2**100 + 1,
)  # fmt: skip
_FLOATS = (
    0.0, -0.0, 1.0, -1.0, 0.1, 0.2, 0.3, 0.30000000000000004, 1.0000000000000002, 0.5, 1.5, 2.5, 1e-9, 1e16, -1e16,
    1e308, 5e-324, 3.14,
)  # fmt: skip
_NAN = float("nan")
_ODD_FLOATS = (_NAN, _NAN, float("inf"), float("-inf"))
_CLOCK_TAILS = ((0, 0), (0, 0), (0, 0), (59, 0), (30, 999_999), (5, 123_456), (0, 1))
_MOST_LEVELS = 7
_LENGTHS = (0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 13, 21)
_YEARS = (1, 1583, 1800, 1900, 1970, 1999, 2000, 2023, 2024, 2025, 2100, 2400, 9999)

UNIVERSE = (
    ("list", INT), INT, STR, ("list", STR), ("list", FLOAT), ("list", ("list", INT)), ("dict", STR, INT),
    ("list", ("tuple", (INT, INT))), FLOAT, BOOL, NONE, ("set", INT), ("tuple*", INT), ("dict", INT, ("list", INT)),
    ("list", ("dict", STR, INT)), ("list", ("union", (INT, STR, FLOAT, NONE, BOOL))), ("bytes",), ("iterator", INT),
    ("list", ("tuple", (STR, INT))), ("list", ("list", STR)), ("dict", STR, ("list", STR)), ("list", CHAR),
    ("frozenset", INT),
    ("dict", INT, INT), ("list", ("union", (INT, ("list", INT)))), ("callable",), ("deque", INT), ("range",),
    ("list", ("tuple", (INT, INT, INT))), ("list", BOOL), ("dict", ("tuple", (INT, INT)), INT), ("bytearray",),
    ("list", ("union", (INT, ("list", ("union", (INT, ("list", INT))))))), ("dict", STR, ("dict", STR, INT)),
    ("list", ("dict", STR, ("union", (INT, STR)))), ("counter", STR),
    ("tuple", (INT,)), ("tuple", (STR, INT)),
)  # fmt: skip
"""What an unannotated parameter may take, likelier first."""


class Callback:
    """A callable argument with a text that is the same in every process."""

    def __init__(self, name):
        self.name = name

    def __call__(self, value):
        return _CALLBACKS[self.name](value)

    def __repr__(self):
        return self.name


_CALLBACKS: dict[str, Callable] = {
    "double": lambda value: value + value,
    "identity": lambda value: value,
    "negative": lambda value: -value,
    "bool": bool,
    "str": str,
}


class CannotDraw(Exception):
    """A shape has no values that can be made here; the text names it."""


class Sampler:
    """Draws values; `size` sets the length of the outermost containers, None leaves it to chance."""

    def __init__(self, seed, constants=()):
        self.random = random.Random(seed)
        self._constants: dict[type, tuple] = {
            int: tuple(
                n for c in constants if type(c) is int and abs(c) < 10**12 for n in (c, c - 1, c + 1, 2 * c + 1)
            ),
            float: tuple(c for c in constants if type(c) is float)
            + tuple(c + d for c in constants if type(c) is int and abs(c) < 10**12 for d in (0.0, 0.5)),
            str: texts.pool([c for c in constants if type(c) is str and len(c) < 200], self.random),
            bytes: tuple(c for c in constants if type(c) is bytes),
        }
        near = {c + d for c in constants if type(c) is int for d in (0, -1, 1)}
        near |= {2 * c for c in constants if type(c) is int and c < 300}
        self._lengths = tuple(sorted(length for length in near if 4 < length <= 5_000))
        self.wide = False
        """Whether numbers come from a range as wide as the size, so that most differ."""
        self.variant = 0
        """Which of several numbers like a size is drawn."""
        self._constant_share, self._aware = 0.2, False
        self._huge_share, self._has_negatives = 0.03, True
        self._levels, self._classes = 0, {}
        self.of_database = False
        """Whether values are for queries: no bool stands for an int there, and some texts are patterns of LIKE."""
        self.limited = 0
        """Calls that ran too long so far: with many of them, small numbers are what the function is made for."""
        self.exact = False
        """Whether a number that is an argument of its own is the size."""

    def change_mood(self):
        """Before each input: how much of it is constants or huge, any negatives, and times with zones."""
        self._constant_share = 0.85 if self._chance(0.2) else 0.2
        self._aware = self._chance(0.2)
        self._huge_share = 0.4 if self._chance(0.06) else 0.03
        self._has_negatives = self._chance(0.6)

    def draw(self, shape, size=None, depth=0):
        """One value of `shape`."""
        if depth > 12:
            raise CannotDraw("a type that contains itself")
        draw = getattr(self, "_" + shape[0].replace("*", "s"), None)
        if draw is None:
            raise CannotDraw("values of type %s" % (shape[1] if len(shape) > 1 else shape[0]))
        return draw(shape, size, depth + 1)

    def _chance(self, share):
        return self.random.random() < share

    def _pick(self, values):
        return values[self.random.randrange(len(values))]

    def _int(self, shape, size, depth):
        if size is not None and depth <= 1:
            return self._number_like(size) if self.exact else self._pick((3, size // 10 + 1, size // 2 + 1))
        if size is not None:
            return self.random.randrange(-size, 2 * size + 2) if self.wide else self.random.randrange(max(3, size))
        number = self._some_int(depth)
        return -number if number < 0 and not self._has_negatives else number

    def _some_int(self, depth):
        if depth <= 1 and self.limited > 2 and self._chance(0.7):
            return self.random.randrange(-3, 17)
        if not self.of_database and depth > 1 and self._chance(0.015):
            return self._chance(0.5)  # True and False are ints too
        if self._constants[int] and self._chance(self._constant_share):
            return self._pick(self._constants[int])
        if self._chance(self._huge_share if depth > 1 else 0.03):
            return self._pick(_HUGE)
        if depth <= 1:
            return self._pick(_INTS) if self._chance(0.6) else self.random.randrange(-5, 130)
        return self._pick(_INTS) if self._chance(0.25) else self.random.randrange(-3, 9)

    def _number_like(self, size):
        """A number about as large as `size`: itself, the next prime (often the hardest), or one nearby."""
        if size < 100:
            return size  # small steps may mean much here: recursion doubles with each
        return (next_prime(size), size, size + size // 10)[self.variant % 3]

    def _float(self, shape, size, depth):
        if size is not None:
            return self.random.uniform(-size, size)
        if self._constants[float] and self._chance(self._constant_share):
            return self._pick(self._constants[float])
        if self._chance(0.06):
            # A program may share one NaN (math.nan) or make many, and `is` comes before `==` in containers.
            return self._pick((*_ODD_FLOATS, float("nan")))
        if self._chance(0.05):
            # Where a float is asked for, a whole number may stand (PEP 484).
            return self._int(INT, None, depth) if self._chance(0.5) else float(self._int(INT, None, depth))
        return self._pick(_FLOATS) if self._chance(0.5) else round(self.random.uniform(-10, 10), 2)

    def _bool(self, shape, size, depth):
        return self._chance(0.5)

    def _none(self, shape, size, depth):
        return None

    def _char(self, shape, size, depth):
        return self._pick(texts.LETTERS)

    def _str(self, shape, size, depth):
        if size is not None and depth <= 1:
            return "".join(self.random.choices(texts.LETTERS, k=size))
        if size is not None:
            return "w%d" % self.random.randrange(2 * size + 2)
        if self.of_database and self._constants[str] and self._chance(0.15):
            return texts.pattern(self._pick(self._constants[str]), self.random)
        text = self._some_text(depth)
        return text + self._pick(("\n", " ", "\r\n", "\x00")) if self._chance(0.05) else text

    def _some_text(self, depth):
        if self._constants[str] and self._chance(min(0.9, self._constant_share * 2)):
            exact = self._chance(max(0.4, self._constant_share))
            return self._pick(self._constants[str]) if exact else texts.mixed(self._constants[str], self.random)
        roll = self.random.random()
        if roll < 0.05 and self._lengths:
            return self._pick(texts.LETTERS) * self._pick(self._lengths)
        if roll < 0.09:
            return self._pick(texts.FOLDING)
        if roll < 0.18:
            return texts.prose(self.random)
        return self._pick(texts.SAMPLES) if roll < 0.6 else texts.of_length(self._length(depth), self.random)

    def _bytes(self, shape, size, depth):
        if self._constants[bytes] and self._chance(0.3):
            return self._pick(self._constants[bytes])
        return bytes(self.random.choices(range(256), k=size if size is not None else self._length(depth)))

    def _bytearray(self, shape, size, depth):
        return bytearray(self._bytes(shape, size, depth))

    def _complex(self, shape, size, depth):
        return complex(self._float(FLOAT, size, depth), self._float(FLOAT, size, depth))

    def _decimal(self, shape, size, depth):
        return decimal.Decimal(self.random.randrange(-10_000, 10_000)) / self._pick((1, 3, 8, 10, 100, 200, 1000))

    def _fraction(self, shape, size, depth):
        return fractions.Fraction(self.random.randrange(-50, 50), self.random.randrange(1, 20))

    def _date(self, shape, size, depth):
        day = datetime.date(2024, 1, 1) + datetime.timedelta(days=self.random.randrange(-800, 800))
        return day.replace(year=self._pick(_YEARS), day=min(day.day, 28)) if self._chance(0.4) else day

    def _datetime(self, shape, size, depth):
        day = self._date(shape, size, depth)
        clock = self._pick((0, 0, 59, 720, 1439)) if self._chance(0.5) else self.random.randrange(1440)
        zone = datetime.timezone(datetime.timedelta(hours=self._pick((0, 2, -5)))) if self._aware else None
        second, part = self._pick(_CLOCK_TAILS)
        return datetime.datetime(day.year, day.month, day.day, clock // 60, clock % 60, second, part, tzinfo=zone)

    def _timedelta(self, shape, size, depth):
        _, microseconds = self._pick(_CLOCK_TAILS)
        return datetime.timedelta(seconds=self.random.randrange(-200_000, 200_000), microseconds=microseconds)

    def _range(self, shape, size, depth):
        return range(self.random.randrange(-3, 4), size if size is not None else self._length(depth))

    def _array(self, shape, size, depth):
        item = FLOAT if shape[1] in "fd" else STR if shape[1] == "u" else INT
        count = size if size is not None else self._length(depth)
        values = [self.random.randrange(100) if item == INT else self.draw(item, None, depth) for _ in range(count)]
        return array.array(shape[1], values)

    def relative(self, value):
        """A value much like the given one: an equal copy, another spelling, one part changed by little."""
        if type(value) is str:
            return texts.relative(value, self.random)
        if type(value) is float:
            return self._pick((value, value * (1 + 2**-52), -value))
        if type(value) is int:
            return value + self._pick((0, 1, -1))
        if type(value) is list:
            changed = copy.deepcopy(value)
            if changed and self._chance(0.6):
                index = self.random.randrange(len(changed))
                changed[index] = self.relative(changed[index])
            return changed[::-1] if self._chance(0.2) else changed
        return copy.deepcopy(value)

    def _length(self, depth):
        if depth > 1 and self._lengths and self._chance(0.04):
            return self._pick(self._lengths)
        if depth <= 1 and self._chance(0.1):
            return self._pick(self._lengths) if self._lengths and self._chance(0.7) else self._pick((30, 70, 130, 300))
        return self._pick(_LENGTHS) if depth <= 1 or self._chance(0.1) else self._pick(_LENGTHS[:9])

    def _items(self, shape, size, depth):
        count = size if size is not None and depth <= 2 else self._length(depth)
        inner_size = size if size is None or depth == 1 else min(size, 10)
        kind = shape if shape[0] != "any" or self._chance(0.2) else self._pick((INT, STR, FLOAT, ("list", INT), NONE))
        values = self._different(kind, size) or [self.draw(kind, inner_size, depth) for _ in range(count)]
        if size is None and values:
            self._arrange(values)
        return values

    def _different(self, shape, size):
        """As many values as the size with no two alike, as names of things are; for one variant in three."""
        if size is None or not self.wide or self.variant % 3 or shape not in (INT, STR):
            return None
        numbers = self.random.sample(range(-size, 2 * size + 2), size)
        return numbers if shape == INT else ["w%d" % number for number in numbers]

    def _arrange(self, values):
        """Sometimes sorted, reversed, all alike, or with one value standing in several places."""
        roll = self.random.random()
        if roll < 0.12:
            numbers = self._constants[int] if type(values[0]) is int and self._chance(0.5) else ()
            values[:] = [self._pick(numbers) if numbers else values[0]] * len(values)
        elif roll < 0.3:
            with contextlib.suppress(TypeError):
                values.sort(reverse=roll > 0.22)
        elif roll < 0.45 and len(values) > 1:
            values[-1] = values[0]
        elif roll < 0.55 and len(values) > 1:
            values[-1] = self.relative(values[0])

    def _list(self, shape, size, depth):
        if size is not None and shape[1][0] == "list" and depth == 1:
            side = max(1, int(size**0.5))
            return [[self.draw(shape[1][1], size, depth + 1) for _ in range(side)] for _ in range(side)]
        if shape[1][0] == "list" and self._chance(0.6):
            return self._grid(shape[1][1], depth)
        return self._items(shape[1], size, depth)

    def _grid(self, shape, depth):
        rows, columns = self._pick((0, 1, 1, 2, 2, 3, 3, 4)), self._pick((0, 1, 1, 2, 2, 3, 3, 4, 9))
        columns = rows if self._chance(0.5) else columns
        return [[self.draw(shape, None, depth + 1) for _ in range(columns)] for _ in range(rows)]

    def _sequence(self, shape, size, depth):
        items = self._items(shape[1], size, depth)
        return items if size is not None or self._chance(0.6) else tuple(items)

    def _iterable(self, shape, size, depth):
        items = self._items(shape[1], size, depth)
        if size is not None or depth > 1:
            return items
        return self._pick((items, items, tuple(items), OneShot(items)))

    def _iterator(self, shape, size, depth):
        items = self._items(shape[1], size, depth)
        return OneShot(items) if depth <= 1 else items

    def _tuples(self, shape, size, depth):
        return tuple(self._items(shape[1], size, depth))

    def _tuple(self, shape, size, depth):
        return tuple(self.draw(item, size, depth + 1) for item in shape[1])

    def _set(self, shape, size, depth):
        return set(self._hashables(shape[1], size, depth))

    def _frozenset(self, shape, size, depth):
        return frozenset(self._hashables(shape[1], size, depth))

    def _deque(self, shape, size, depth):
        return collections.deque(self._items(shape[1], size, depth))

    def _hashables(self, shape, size, depth):
        items = [item for item in self._items(shape if shape != ANY else INT, size, depth) if _can_hash(item)]
        if size is None and len(items) > 13:
            # Chance repeats itself: make up for it where a number of different keys was wished for.
            fillers = {INT: range(10_000, 10_000 + len(items)), STR: ["k%d" % i for i in range(len(items))]}
            items += list(fillers.get(shape, ()))[: len(items) - len(set(items))]
        return items

    def _dict(self, shape, size, depth):
        keys = self._hashables(shape[1], size, depth) if len(shape) > 1 else []
        inner_size = None if size is None else size if depth == 1 else min(size, 10)
        filled = {key: self.draw(shape[2], inner_size, depth + 1) for key in keys}
        if size is None and filled and self._chance(0.5) and shape[1] == INT and shape[2] == ("list", INT):
            # A graph: values name keys.
            names = list(filled)
            filled = {key: [self._pick(names) for _ in value[:3]] for key, value in filled.items()}
        return filled

    def _ordered(self, shape, size, depth):
        return collections.OrderedDict(self._dict(shape, size, depth))

    def _defaultdict(self, shape, size, depth):
        factories = {"int": int, "list": list, "set": set, "str": str, "float": float, "dict": dict}
        return collections.defaultdict(factories.get(shape[2][0]), self._dict(shape, size, depth))

    def _counter(self, shape, size, depth):
        return collections.Counter(self._hashables(shape[1], size, depth))

    def _fields(self, shape, size, depth):
        return {name: self.draw(item, size, depth + 1) for name, item in shape[1]}

    def _union(self, shape, size, depth):
        is_deep = self._levels >= _MOST_LEVELS - 2 and NONE in shape[1]
        return None if is_deep else self.draw(self._pick(shape[1]), size, depth)

    def _literal(self, shape, size, depth):
        return self._pick(shape[1])

    def _given(self, shape, size, depth):
        return Given(shape[1])

    def _stored(self, shape, size, depth):
        """Mostly one of the values that the database holds, else one of the shape."""
        if not self._chance(0.85):
            return self.draw(shape[2], size, depth - 1)
        value = self._pick(shape[1])
        return texts.pattern(value, self.random) if type(value) is str and self._chance(0.06) else value

    def _fixed(self, shape, size, depth):
        return shape[1]

    def _any(self, shape, size, depth):
        options = (INT, STR, FLOAT, NONE, BOOL, ("list", INT), ("tuple", (INT, STR)))
        return self.draw(self._pick(options if self._chance(0.8) else UNIVERSE), size, depth)

    def _callable(self, shape, size, depth):
        return Callback(self._pick(tuple(_CALLBACKS)))

    def _record(self, shape, size, depth):
        kind, fields = shape[1], shape[2]
        self._levels += 1
        try:
            values = {name: self.draw(item, size, depth - 1) for name, item in fields}
        finally:
            self._levels -= 1
        try:
            made = kind(**values)
        except TypeError:
            made = kind(*values.values())
        if not self._levels and self._chance(0.4):
            put_in_order(made, self.random)
        return made

    def _again(self, shape, size, depth):
        """An instance of a class whose shape was too deep to spell out, such as the next node of a list or tree."""
        if self._levels > _MOST_LEVELS:
            raise CannotDraw("a type that contains itself")
        if shape[1] not in self._classes:
            self._classes[shape[1]] = from_class(shape[1])
        return self.draw(self._classes[shape[1]], size, depth - 1)

    def _instance(self, shape, size, depth):
        made = object.__new__(shape[1])
        for name, item in shape[2]:
            object.__setattr__(made, name, self.draw(item, size, depth - 1))
        return made


def next_prime(number):
    """The smallest prime that is at least `number`."""
    while any(number % divisor == 0 for divisor in range(2, int(number**0.5) + 1)):
        number += 1
    return number


def _can_hash(value):
    try:
        hash(value)
    except TypeError:
        return False
    return True
