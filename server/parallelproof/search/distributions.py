"""The distributions behind installed modules: what they say of themselves, and whether the public knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .contents import shortened

_SUMMARY_CHARS = 300
_PROSE_CHARS = 40
_LINKS = 2
_DOCUMENTATION = re.compile(r"doc|manual|reference|guide", re.IGNORECASE)
_CHANGES = re.compile(r"change|release|history", re.IGNORECASE)
_HOME = re.compile(r"home", re.IGNORECASE)
_SOURCE = re.compile(r"source|repo|code|github|gitlab", re.IGNORECASE)
_TOP = re.compile(r'(?m)^"?([^\W\d]\w*)(?:/|\.(?:[\w-]+\.)*(?:py|pyi|so|pyd)"?,)')
_MARKUP = re.compile(r"^(\.\. |\[!|!\[|<|#|\||[=~^*-]{3,}|:\w+:|```|>|[-*+•] )")
_INLINE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|`([^`<]+?)(?: <[^>]*>)?`_{0,2}|\*\*([^*]+)\*\*")


@dataclass(frozen=True, slots=True)
class About:
    """What a distribution says of itself. `links` are (label, http(s) address), documentation first."""

    name: str
    version: str
    summary: str
    readme: str
    links: tuple[tuple[str, str], ...]


class Distributions:
    """The distributions in some folders. Blocks on files; looks again when a folder has changed."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._stamp: tuple[int, ...] = ()
        self._owners: dict[str, list[Path]] = {}
        self._about: dict[str, About | None] = {}

    def are_public(self, module: str) -> bool:
        """Whether all that brings a top-level module was installed from an index, and forbids no upload to one.

        What was installed from a folder, a file or a repository may be the user's own.
        """
        owners = self._owned().get(module, [])
        return bool(owners) and all(_is_public(info) for info in owners)

    def about(self, module: str) -> About | None:
        """What the distribution behind a top-level module says of itself."""
        owners = self._owned().get(module, [])
        if module not in self._about:
            self._about[module] = _about(owners[0]) if owners else None
        return self._about[module]

    def _owned(self) -> dict[str, list[Path]]:
        stamp = tuple(folder.stat().st_mtime_ns for folder in self._folders if folder.is_dir())
        if stamp != self._stamp:
            owners: dict[str, list[Path]] = {}
            for folder in self._folders:
                for info in sorted([*folder.glob("*.dist-info"), *folder.glob("*.egg-info")]):
                    for module in _modules(info):
                        owners.setdefault(module, []).append(info)
            self._stamp, self._owners, self._about = stamp, owners, {}
        return self._owners


def _modules(info: Path) -> set[str]:
    """The top-level modules of a distribution, by the list of its files and by its own word."""
    return set(_TOP.findall(_text(info / "RECORD"))) | set(_text(info / "top_level.txt").split())


def _is_public(info: Path) -> bool:
    # Conda notes the folder in which it built a package as its origin.
    is_local = (info / "direct_url.json").exists() and _text(info / "INSTALLER").strip() != "conda"
    return not is_local and "Classifier: Private ::" not in _text(info / "METADATA")


def _about(info: Path) -> About:
    from email import message_from_string

    metadata = message_from_string(_text(info / "METADATA") or _text(info / "PKG-INFO"))
    name = str(metadata.get("Name", ""))
    return About(
        name,
        str(metadata.get("Version", "")),
        shortened(" ".join(str(metadata.get("Summary", "")).split()), _SUMMARY_CHARS),
        _prose(str(metadata.get("Description") or metadata.get_payload()), name),
        tuple(_links(list(map(str, metadata.get_all("Project-URL", []))), str(metadata.get("Home-page", "")))),
    )


def _links(labelled: Sequence[str], home: str) -> Iterator[tuple[str, str]]:
    pairs = [(label.strip(), url.strip()) for label, _, url in (text.partition(",") for text in labelled)]
    pairs += [("Homepage", home.strip())] if home else []
    pairs = [pair for pair in pairs if urlsplit(pair[1]).scheme in ("http", "https")]
    best = {url: (label, url) for label, url in sorted(pairs, key=_rank, reverse=True)}
    yield from sorted(best.values(), key=_rank)[:_LINKS]


def _rank(link: tuple[str, str]) -> int:
    label, url = link
    if _DOCUMENTATION.search(label) and not _CHANGES.search(label):
        return 0
    if _HOME.search(label):
        return 1
    return 3 if _SOURCE.search(label) else 2 if _DOCUMENTATION.search(urlsplit(url).netloc) else 4


def _prose(readme: str, name: str) -> str:
    """The first paragraph of a README that speaks of the package and is no heading, list or badge."""
    for paragraph in re.split(r"\n\s*\n", readme):
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        is_prose = lines and not any(_MARKUP.match(line) for line in lines)
        text = _INLINE.sub(lambda match: next(filter(None, match.groups()), ""), " ".join(lines))
        if is_prose and len(text) >= _PROSE_CHARS and name.lower() in text.lower():
            return shortened(text, _SUMMARY_CHARS)
    return ""


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
