"""Find believable inputs: from hints and defaults, from calls that were seen, else from what a function accepts."""

from __future__ import annotations

import collections
import functools
import inspect
import itertools
import time

from . import shapes, stored
from .calling import TimedOut, time_limit
from .freezing import freeze, thaw
from .handles import is_ill_typed, is_passing
from .oneshot import CountingIterator, OneShot
from .sampling import UNIVERSE, Sampler
from .surroundings import Spoken
from .texts import haystack

_PROBE_S = 0.05
_PROBE_DATABASE_S = 3.0
# A user's constructor may refuse what was drawn for it in any way it likes.
_CANNOT_DRAW = (Exception, TimedOut)
_LARGE = 1_500
_PASSED: dict[object, str] = {
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
    inspect.Parameter.KEYWORD_ONLY: "name",
}
_KEYWORDS = ("a", "b", "name", "size", "zeta", "key", "end", "m")


class NoInputs(Exception):
    """No believable inputs can be made; the text says why in one sentence."""


class Parameter:
    """A parameter to draw: its name, how it is passed, its shape, and whether that shape is only a guess."""

    def __init__(self, name, keyword, shape, guessed, optional):
        self.name, self.keyword, self.shape, self.guessed, self.optional = name, keyword, shape, guessed, optional


def parameters_of(side, seen):
    """The parameters of the side's function; `seen` are (args, kwargs) of real calls."""
    function = side.function
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError) as error:
        raise NoInputs("its signature cannot be read: %s" % error) from None
    hints = shapes.hints_of(inspect.unwrap(function) if not isinstance(function, functools.partial) else function)
    held = side.stored()
    found = []
    for position, parameter in enumerate(signature.parameters.values()):
        values = _values_seen(signature, parameter, seen)
        shape = _owner_shape(side) if position == 0 and _is_method(side) else shapes.of_parameter(parameter, hints)
        hinted = parameter.name in hints or (position == 0 and _is_method(side))
        for value in values if not hinted or shape == shapes.ANY or shape[0] in ("record", "unknown", "union") else ():
            shape = shapes.join(shape, shapes.of_value(value))
        guessed = parameter.name not in hints and not (position == 0 and _is_method(side))
        if held is not None:
            shape = held.shape(parameter.name, shape)
            guessed = shape[0] == "given" or (guessed and shape[0] != "stored")
        passed = _PASSED.get(parameter.kind, "")
        optional = parameter.default is not parameter.empty or passed in ("*", "**")
        found.append(Parameter(parameter.name, passed, shape, guessed, optional))
    return found


def _values_seen(signature, parameter, seen):
    values = []
    for args, kwargs in seen:
        try:
            bound = signature.bind(*args, **kwargs).arguments
        except TypeError:
            continue
        if parameter.name in bound:
            value = bound[parameter.name]
            values.append(list(value._items) if type(value) is CountingIterator else value)
    return values


def _is_method(side):
    parts = side.program["name"].split(".")
    if len(parts) < 2:
        return False
    owner = side.module
    for part in parts[:-1]:
        owner = getattr(owner, part)
    raw = vars(owner).get(parts[-1])
    return isinstance(owner, type) and not isinstance(raw, (staticmethod, classmethod))


def _owner_shape(side):
    owner = side.module
    for part in side.program["name"].split(".")[:-1]:
        owner = getattr(owner, part)
    return shapes.from_class(owner)


def _classes_near(side):
    """Shapes of the function's own class and of others in its module: what its untyped parameters may well take."""
    name = side.program["name"].rpartition(".")[0]
    near = [kind for kind in vars(side.module).values() if isinstance(kind, type)]
    near = [kind for kind in near if kind.__module__ == side.module.__name__ and not issubclass(kind, BaseException)]
    near.sort(key=lambda kind: kind.__qualname__ != name)
    found = [shapes.from_class(kind) for kind in near[:3]]
    return [shape for shape in found if shape[0] != "unknown"]


class Source:
    """An endless, repeatable stream of frozen inputs for one side."""

    def __init__(self, side, seen, constants, deadline):
        self._side, self._seen, self._deadline = side, seen, deadline
        self.parameters = parameters_of(side, [thaw(data) for data in seen])
        held = side.stored()
        self.sampler = Sampler(20_240_501, [*constants, *held.constants()] if held is not None else constants)
        self.sampler.of_database = held is not None
        self._probe_s = _PROBE_S if held is None else _PROBE_DATABASE_S
        self._classes = _classes_near(side)
        self.choices = self._believable_choices()

    def __iter__(self):
        seeds = itertools.cycle([pickle_of(data) for data in self._seen])
        for turn in itertools.count():
            choice = self.choices[turn % len(self.choices)]
            mutate = bool(self._seen) and turn % 4 == 3
            try:
                with time_limit(_PROBE_S):
                    data = self._mutated(next(seeds)) if mutate else self.draw(choice)
            except _CANNOT_DRAW:
                data = None
            yield data

    def large(self):
        """Inputs with containers of 1,500 parts: as drawn; sorted, reversed, all alike; one leading to the next."""
        for choice in self.choices[:2]:
            self.sampler.wide = True
            try:
                with time_limit(1.0):
                    data = self.draw(choice, _LARGE)
                    yield data
                    yield from _ordered(data)
                    yield from _chained(data)
            except _CANNOT_DRAW:
                continue
            finally:
                self.sampler.wide = False

    def draw(self, choice, size=None):
        """One frozen input with the chosen shapes, its outer containers `size` long if given."""
        args: list[object] = []
        kwargs: dict[str, object] = {}
        self.sampler.change_mood()
        leave_out = size is None and self.sampler.random.random() < 0.25
        skipped = False
        for parameter, shape in zip(self.parameters, choice):
            if parameter.optional and (leave_out or shape is None):
                skipped = True
                continue
            if parameter.keyword == "*":
                if not skipped:
                    args += [self.sampler.draw(shape, None, 1) for _ in range(self.sampler.random.randrange(4))]
                continue
            if parameter.keyword == "**":
                names = self.sampler.random.sample(_KEYWORDS, self.sampler.random.randrange(5))
                kwargs.update((name, self.sampler.draw(shape, None, 1)) for name in names)
                continue
            value = self.sampler.draw(shape, size)
            if parameter.keyword or skipped:
                kwargs[parameter.name] = value
            else:
                args.append(value)
        if size is None:
            self._relate(args, choice)
        return freeze(args, kwargs)

    def _relate(self, args, choice):
        """Sometimes two parameters of one shape get the same object, or values that are nearly alike."""
        dice = self.sampler.random
        if dice.random() < 0.15:
            _share_a_part(args, dice)
        pairs = [
            (one, other)
            for one, other in itertools.combinations(range(min(len(args), len(choice))), 2)
            if type(args[one]) is type(args[other]) and self._is_alike(choice, one, other)
        ]
        if not pairs:
            return
        one, other = pairs[dice.randrange(len(pairs))]
        roll = dice.random()
        if roll < 0.05:
            args[other] = args[one]
        elif roll < 0.15 and type(args[one]) is str:
            args[one], args[other] = haystack(args[one], dice)
        elif roll < 0.4:
            args[other] = self.sampler.relative(args[one])

    def _is_alike(self, choice, one, other):
        guessed = self.parameters[one].guessed and self.parameters[other].guessed
        return choice[one] == choice[other] or guessed

    def _mutated(self, seed):
        """A call that was seen with one argument changed: parts dropped, repeated, or moved, or redrawn."""
        args, kwargs = seed[0], dict(seed[1])
        args = list(args)
        index = self.sampler.random.randrange(len(args)) if args else None
        if index is None:
            return freeze(args, kwargs)
        args[index] = self._changed(args[index])
        return freeze(args, kwargs)

    def _changed(self, value):
        roll = self.sampler.random.random()
        if type(value) in (list, tuple, str, bytes) and len(value):
            cut = self.sampler.random.randrange(len(value) + 1)
            options = (value[:cut], value[cut:], value + value[:cut], value[::-1], value[cut:] + value[:cut], value * 2)
            return options[int(roll * len(options))]
        if type(value) is dict and value:
            items = list(value.items())
            self.sampler.random.shuffle(items)
            return dict(items[: self.sampler.random.randrange(len(items) + 1)])
        shape = shapes.of_value(value)
        return value if shape[0] in ("record", "instance", "fixed") else self.sampler.draw(shape)

    def _believable_choices(self):
        """Combinations of shapes that the function mostly accepts, at most a dozen."""
        options = [self._options(parameter) for parameter in self.parameters]
        if all(len(option) == 1 for option in options):
            return [tuple(option[0] for option in options)]
        accepted: list[tuple] = []
        for tried, choice in enumerate(_spread(options)):
            if tried >= 400 or len(accepted) >= 40 or time.monotonic() > self._deadline:
                break
            if self._accepts(choice):
                accepted.append(choice)
        # Of rows as tuples and as dictionaries, what is accepted first is meant.
        accepted = [choice for choice in accepted if _handles(choice) == _handles(accepted[0])]
        return accepted or [tuple(option[0] for option in options)]

    def _options(self, parameter):
        if parameter.shape[0] == "given":
            return stored.options(parameter.shape)
        if not parameter.guessed:
            return [parameter.shape]
        known = [parameter.shape] if parameter.shape != shapes.ANY else []
        rest = [shape for shape in (*self._classes, *UNIVERSE) if shape not in known]
        return known + rest + ([None] if parameter.optional else [])

    def _accepts(self, choice):
        returned = rejected = 0
        for _ in range(4):
            try:
                with time_limit(_PROBE_S):
                    data = self.draw(choice)
            except _CANNOT_DRAW:
                return False
            kind = try_call(self._side, data, self._probe_s)
            returned += kind == "returned"
            rejected += kind == "ill-typed"
        return returned > rejected


def _handles(choice):
    return [shape for shape in choice if shape is not None and shape[0] == "given"]


def _share_a_part(args, dice):
    """An argument becomes one of the parts of another, the same object."""
    pairs = [
        (index, part)
        for value in args
        if type(value) in (list, tuple) and value
        for part in (value[dice.randrange(len(value))],)
        for index, other in enumerate(args)
        if type(other) is type(part) and other is not value
    ]
    if pairs:
        index, part = pairs[dice.randrange(len(pairs))]
        args[index] = part


def _ordered(data):
    args, kwargs = pickle_of(data)
    for index, value in enumerate(args):
        if type(value) is list:
            try:
                ascending = sorted(value)
            except Exception:
                continue
            for ordered in (ascending, ascending[::-1], ascending[:1] * len(ascending)):
                yield freeze([*args[:index], ordered, *args[index + 1 :]], kwargs)
            return


def _chained(data):
    """Mappings whose values name the next key, which is as deep as recursion can be made to go."""
    args, kwargs = pickle_of(data)
    links = [(index, value) for index, value in enumerate(args) if type(value) is dict and value]
    for index, value in links[:1]:
        key, end = next(iter(value.items()))
        kind = type(end[0]) if type(end) is list and end else type(end)
        if type(key) is not kind or kind not in (int, str):
            return
        names = [kind(number) for number in range(len(value))]
        ends = [[name] for name in names] if type(end) is list else names
        starts = [names[0] if type(other) is kind else other for other in args]
        for chain in (dict(zip(names, ends[1:])), dict(zip(names[1:], ends))):
            yield freeze([*starts[:index], chain, *starts[index + 1 :]], kwargs)


def pickle_of(data):
    """The (args, kwargs) of a frozen input, one-shot iterators still asleep."""
    args, kwargs = thaw(data)
    return [_asleep(value) for value in args], {name: _asleep(value) for name, value in kwargs.items()}


def _asleep(value):
    return OneShot(value._items) if type(value) is CountingIterator else value


def try_call(side, data, timeout_s=_PROBE_S):
    """What comes of a call: returned, raised, ill-typed (a type error the caller made) or limited."""
    timeout_s = max(timeout_s, _PROBE_DATABASE_S) if side.uses_database else timeout_s
    side.reset()
    try:
        args, kwargs = thaw(data)
        with time_limit(timeout_s), Spoken().heard():
            value = side.function(*args, **kwargs)
            if hasattr(value, "__await__") and hasattr(value, "close"):
                value.close()
            elif hasattr(value, "send") and hasattr(value, "__next__"):
                collections.deque(itertools.islice(value, 200), maxlen=0)
    except (TimedOut, MemoryError, RecursionError):
        return "limited"
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        return "ill-typed" if is_ill_typed(error, side.uses_database) else "limited" if is_passing(error) else "raised"
    finally:
        side.settle()
    return "returned"


def _spread(options):
    """Combinations in order of the sum of their ranks, so that likely ones come first for every parameter."""
    ranked = [list(enumerate(option)) for option in options]
    if len(ranked) == 1:
        return [(shape,) for _, shape in ranked[0]]
    # Beyond two open parameters the product explodes: keep fewer of each.
    keep = {1: 40, 2: 36, 3: 12, 4: 7}.get(sum(len(option) > 1 for option in ranked), 5)
    combos = itertools.product(*(option[:keep] for option in ranked))
    ordered = sorted(combos, key=lambda combo: sum(rank for rank, _ in combo))
    return [tuple(shape for _, shape in combo) for combo in ordered]
