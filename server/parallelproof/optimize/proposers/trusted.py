"""Names that are known to change what they are called on, or known not to change what they are given."""

from __future__ import annotations

_MUTATORS = (
    "append extend insert remove pop popleft appendleft clear sort reverse add discard update setdefault popitem "
    "intersection_update difference_update symmetric_difference_update __setitem__ __delitem__ rotate write send "
    "next __next__ readline read"
)
MUTATORS = frozenset(_MUTATORS.split())
"""Methods that change the object they belong to."""

_HARMLESS = (
    "len range sum min max sorted enumerate zip set frozenset list tuple dict str int float bool abs any all repr "
    "print map filter reversed isinstance type round ord chr hash divmod pow Counter deque isqrt sqrt gcd "
    "accumulate nsmallest nlargest product combinations permutations"
)
HARMLESS = frozenset(_HARMLESS.split())
"""Functions that leave their arguments as they are."""

_HARMLESS_METHODS = (
    "append add join extend count index get fromkeys accumulate sqrt isqrt union intersection difference "
    "startswith endswith format update"
)
HARMLESS_METHODS = frozenset(_HARMLESS_METHODS.split())
"""Methods that leave their arguments as they are."""

_READERS = (
    "count index get startswith endswith isdigit isalpha isalnum isupper islower isspace lower upper strip split join "
    "find rfind replace bit_length items keys values"
)
READERS = frozenset(_READERS.split())
"""Methods that change nothing at all."""
