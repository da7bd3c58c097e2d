"""Texts that tell programs apart: cases and widths of Unicode, every sign of ASCII, numbers, dates, paths, prose."""

from __future__ import annotations

import string
import unicodedata

from .matching import matches_of

SAMPLES = (
    "", " ", "a", "b", "A", "ab", "ba", "aa", "aba", "abc", "Hello, World!", "  two  words ", "x\ty\n", "\x1c",
    "\u00a0", "é", "e\u0301", "ß", "Straße", "ſo", "İ", "ﬁ", "²", "٣", "½", "Ⅷ", "😀", "0", "7", "-1", "1.5", "1e3",
    "007", "racecar", "(())", "{[()]}", ")(", "([)]", "(]", "}{", "a,b,,c", "one two three two one", "AbCd", "a-b_c",
    "k=v", "line1\nline2\r\nline3", "aab", "zz top", "ΟΔΟΣ", "it's", 'say "no"', "a&b<c>", "1,2\n3,4",
    "\ud7ff", "10.0.0.1", "192.168.01.1", "2024-02-29", "12:30:45", "/usr/lib/", "C:\\dir", "user@example.com", "50%",
    "$5.00", "1+2*3", "well-known fact", "4539578763621486",
)  # fmt: skip
FOLDING = ("ß", "Straße", "ſo", "İ", "ﬁn", "ΟΔΟΣ", "e\u0301", "²", "٣")
"""Whose letter case, width or digits are not what they seem."""
LETTERS = "abcdeABx01 .,é"
_ALPHABETS = ("ab", "ab", LETTERS, LETTERS, string.digits, "ab" + string.punctuation)
_WORDS = (
    "a", "I", "the", "well-known", "don't", "end.", "e.g.", "state-of-the-art", "naïve", "ΟΔΟΣ", "foo_bar", "3.14",
    "42", "C++", "(see", "below)", "--", "two,", "Mr.", "x", "https://example.com/a?b=c#d",
)  # fmt: skip


def of_length(length, dice):
    """Letters, digits or signs at random, or one of them again and again."""
    alphabet = dice.choice(_ALPHABETS)
    return dice.choice(alphabet) * length if dice.random() < 0.2 else "".join(dice.choices(alphabet, k=length))


def mixed(constants, dice):
    """A program's own texts one after another, some with numbers before them: units, operators, fields."""
    short = [text for text in constants if 0 < len(text) < 3]
    constants = short if short and dice.random() < 0.6 else constants
    numbers = (lambda: "") if dice.random() < 0.5 else (lambda: str(dice.choice((0, 1, 2, 10, 30, 59))))
    parts = [numbers() + dice.choice(constants) for _ in range(dice.randrange(1, 5))]
    if dice.random() < 0.4:
        parts.insert(dice.randrange(len(parts) + 1), dice.choice(SAMPLES))
    return "".join(parts)


def prose(dice):
    """A few words as people write them, hyphens and full stops included."""
    return " ".join(dice.choices(_WORDS, k=dice.randint(1, 6)))


def pool(texts, dice):
    """The texts, other spellings of them, and for regular expressions what they match."""
    found = list(texts)
    for text in texts:
        found += [text.upper(), text.lower(), text.swapcase(), text.title()] if text[:40].isalpha() else []
        found += [match + end for match in matches_of(text, dice) for end in ("", "\n")]
    return tuple(dict.fromkeys(found))


def pattern(text, dice):
    """A text with a sign that LIKE takes for any letter, for all that follow, or for one that makes the next plain."""
    cut = dice.randrange(len(text) + 1)
    return dice.choice((text[:cut] + "%", text[:cut] + "_" + text[cut + 1 :], text[:cut] + "\\" + text[cut:]))


def relative(text, dice):
    """A text much like another: spelled otherwise, rearranged, a part of it, or with the same sum of letters."""
    spellings = (text.upper(), text.lower(), text.casefold(), text.swapcase(), text[::-1], text + " ")
    parts = (text[len(text) // 3 :], text[:-1], "".join(sorted(text)), _same_sum(text, dice))
    if text.casefold() != text.lower() and dice.random() < 0.5:
        return text.casefold()
    near = (*spellings, unicodedata.normalize("NFD", text)) if dice.random() < 0.7 else parts
    return dice.choice([other for other in near if other != text] or [text + " "])


def _same_sum(text, dice):
    """Two letters moved apart by one each."""
    places = [index for index, letter in enumerate(text) if " " < letter < "~"]
    if len(places) < 2:
        return text
    low, high = dice.sample(places, 2)
    letters = list(text)
    letters[low], letters[high] = chr(ord(letters[low]) - 1), chr(ord(letters[high]) + 1)
    return "".join(letters)


def haystack(text, dice):
    """A text and one that stands in it, which often overlaps itself there."""
    needle = (text[:2] or "ab") if dice.random() < 0.5 else (text[:1] or "a") * dice.randint(1, 3)
    return text[2:4] + needle + needle[-1:] * dice.randint(0, 3) + needle + text[:2], needle
