"""Fill a template with captured code, so that it parses as it reads and stands at the right depth."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\$\$\$([A-Z_]+)|\$([A-Za-z_]\w*)")
_ATOMS = (
    ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.Constant | ast.List | ast.Dict | ast.Set | ast.ListComp
) | (ast.SetComp | ast.DictComp | ast.JoinedStr)


@dataclass(frozen=True, slots=True)
class Capture:
    """Code that a rule caught: where, and its text. `margin` is the white space that its first line begins with."""

    start: int
    end: int
    text: str
    margin: str = ""


class Unfit(Exception):
    """The captured code cannot be moved to where the template wants it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file indents: the margin of the place that is rewritten, and one level."""

    margin: str
    indent: str


def render(template: str, values: Mapping[str, Capture | str], layout: Layout) -> str:
    """The template with every placeholder filled; lines end in "\\n", the first line has no margin.

    Raises Unfit where a capture cannot move, KeyError for a placeholder without a value.
    """
    lines = [_render_line(line, values, layout) for line in template.rstrip("\n").split("\n")]
    return "\n".join(lines)[len(layout.margin) :]


def _render_line(line: str, values: Mapping[str, Capture | str], layout: Layout) -> str:
    body = line.lstrip(" ")
    margin = layout.margin + layout.indent * ((len(line) - len(body)) // 4)
    whole = PLACEHOLDER.fullmatch(body)
    if whole and whole.group(1):
        value = values[whole.group(1)]
        return margin + (value if isinstance(value, str) else moved(value, margin))
    return (margin if body else "") + PLACEHOLDER.sub(lambda found: _filled(found, body, values), body)


def _filled(found: re.Match[str], line: str, values: Mapping[str, Capture | str]) -> str:
    value = values[found.group(1) or found.group(2)]
    text = value if isinstance(value, str) else value.text
    if isinstance(value, str) or found.group(1) or _delimited(line, found, text) or is_atom(text):
        return text
    return f"({text})"


def _delimited(line: str, found: re.Match[str], text: str) -> bool:
    """Whether brackets, commas or keywords keep what stands in a placeholder together."""
    before, after = line[: found.start()].rstrip(), line[found.end() :].lstrip()
    left = not before or before[-1] in "([{,:" or (before[-1] == "=" and before[-2:-1] not in tuple("=<>!"))
    left = left or before.endswith("return") or (before.endswith(" if") and not re.search(r"\b(if|lambda)\b", text))
    return left and (not after or after[0] in ")]},:" or after.startswith(("for ", "$FOR", "$REST")))


def is_atom(text: str) -> bool:
    """Whether an expression needs no parentheses anywhere."""
    if text.startswith("(") and text.endswith(")"):
        return _depth_stays(text)
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return True
    return isinstance(node, _ATOMS) and "\n" not in text


def _depth_stays(text: str) -> bool:
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0 and index < len(text) - 1:
            return False
    return True


def moved(capture: Capture, margin: str) -> str:
    """Statements with their lines indented by another margin; raises Unfit if that would change a string."""
    if capture.margin == margin or "\n" not in capture.text:
        return capture.text
    if '"""' in capture.text or "'''" in capture.text or "\\\n" in capture.text:
        raise Unfit("a string runs over several lines")
    first, *rest = capture.text.split("\n")
    return "\n".join([first, *(_shifted(line, capture.margin, margin) for line in rest)])


def _shifted(line: str, old: str, new: str) -> str:
    if not line.strip():
        return line
    if not line.startswith(old):
        raise Unfit("a line stands further left than the code it belongs to")
    return new + line[len(old) :]
