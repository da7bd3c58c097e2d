"""What documents on this machine say: of packages, in the repository, and in the catalogue of patterns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from ..domain import Citation, Passage, Pattern, Request, SourceFailure, Topic
from ..ports import Apart, Unanswered
from ..settings import Settings
from . import symptoms
from .contents import first_paragraph, shortened
from .distributions import About
from .module_files import surroundings
from .package_names import PackageNames, package_names
from .python_documents import Documented
from .repository_documents import Section, repository_documents, telling
from .written import Written, written

_SIGNATURE_CHARS = 110
_SECTION_CHARS = 400
_SNIPPET_CHARS = 160


class LocalDocuments:
    """A `ports.Documents`: answers first and without a network; nothing of the project is run or imported."""

    name = "local documents"

    def __init__(self, apart: Apart = asyncio.to_thread) -> None:
        self._apart = apart

    async def public(self, request: Request, settings: Settings) -> PackageNames:
        """What is public where the document stands; raises Unanswered where no interpreter is found."""
        return await asyncio.to_thread(self._public, request, settings)

    async def find(
        self, request: Request, topics: Sequence[Topic], settings: Settings
    ) -> AsyncIterator[Passage | SourceFailure]:
        """Passages as they are found: of the topics in their order, then of the repository and the catalogue."""
        around = asyncio.ensure_future(self._apart(_around, request))
        try:
            if topics:
                names = await self.public(request, settings)
                for place, topic in enumerate(topics):
                    for passage in await self._apart(_of_topic, names, topic, 1.0 - 0.2 * place):
                        yield passage
            for passage in await around:
                yield passage
        finally:
            around.cancel()

    def _public(self, request: Request, settings: Settings) -> PackageNames:
        try:
            where = surroundings(request.snapshot.uri, request.root, settings)
        except ValueError as error:
            raise Unanswered(self.name, str(error)) from None
        return package_names(where)


def _around(request: Request) -> list[Passage]:
    now = written(request)
    passages = list(_of_repository(request, now))
    pattern = symptoms.speaking_of(now.prose, request.snapshot.language)
    return [*passages, _of_pattern(pattern, now)] if pattern else passages


def _of_repository(request: Request, now: Written) -> Iterator[Passage]:
    if request.root is None:
        return
    text = " ".join((*now.prose, *now.identifiers))
    sections = repository_documents(request.root).find(text, telling(now.identifiers))
    for place, section in enumerate(sections):
        if section.path != request.snapshot.path:
            yield _of_section(section, now, request.root, 0.5 - 0.1 * place)


def _of_topic(names: PackageNames, topic: Topic, score: float) -> list[Passage]:
    """What the package that defines a name says of it."""
    found, about = names.find(topic.name), names.about(topic.name)
    if found is None:
        return []
    if found.entry.kind == "module" and "." not in topic.name and about:
        return [_of_distribution(about, topic, score)]
    if not (found.entry.signature or found.entry.doc):
        return []
    title = _titled(found)
    citations = tuple(_cited(found, about))
    return [Passage(title, found.entry.doc, topic.span, LocalDocuments.name, citations, score, is_code=True)]


def _of_distribution(about: About, topic: Topic, score: float) -> Passage:
    text = "\n".join(filter(None, (about.summary, about.readme)))
    citations = (Citation(topic.name, f"pydoc:{topic.name}", about.summary), *_linked(about))
    return Passage(f"{about.name} {about.version}", text, topic.span, LocalDocuments.name, citations, score)


def _titled(found: Documented) -> str:
    name, signature = _shown(found.name), found.entry.signature
    if found.entry.kind == "constant":
        return f"{name} = {signature}" if signature else name
    if len(name) + len(signature) > _SIGNATURE_CHARS:
        kept = signature[: max(20, _SIGNATURE_CHARS - len(name))].rpartition(", ")[0]
        signature = f"{kept}, ...)" if kept else "(...)"
    return name + signature


def _shown(name: str) -> str:
    return name.removeprefix("builtins.")


def _cited(found: Documented, about: About | None) -> Iterator[Citation]:
    name = _shown(found.name)
    yield Citation(name, f"pydoc:{name}", shortened(found.entry.doc, _SNIPPET_CHARS))
    if found.path:
        yield Citation(f"{found.path.name}:{found.entry.line}", f"{found.path.as_posix()}:{found.entry.line}")
    if about:
        yield from _linked(about)


def _linked(about: About) -> Iterator[Citation]:
    for label, url in about.links:
        yield Citation(f"{about.name}: {label}", url)


def _of_section(section: Section, now: Written, root: Path, score: float) -> Passage:
    inside = section.path.relative_to(root).as_posix()
    text = shortened(section.beginning, _SECTION_CHARS)
    citation = Citation(
        f"{inside}:{section.line}", f"{section.path.as_posix()}:{section.line}", shortened(text, _SNIPPET_CHARS)
    )
    return Passage(f"{section.heading} ({inside})", text, now.span, LocalDocuments.name, (citation,), score)


def _of_pattern(pattern: Pattern, now: Written) -> Passage:
    why = first_paragraph(pattern.why)
    own = Citation(pattern.title, f"knowledge:{pattern.id}", shortened(why, _SNIPPET_CHARS))
    links = (Citation(source, source) for source in pattern.sources if source.startswith(("http://", "https://")))
    return Passage(pattern.title, why, now.span, LocalDocuments.name, (own, *links), 0.45)
