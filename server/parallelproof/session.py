"""The only mutable state: open documents, what is shown for them, each folder's settings, and what was applied."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from .domain import Edit, Edits, Snapshot, Span, Trial, Unit, UnitReport, path_of
from .fulfill.cards import Cards
from .fulfill.places import Applied
from .fulfill.trigger import Trigger
from .languages import generated
from .languages.sql.document import SqlDocument
from .optimize.shown import Change, Shown, moved, real, visible, words
from .settings import Settings

if TYPE_CHECKING:
    from .languages.python.units import PythonDocument

_OFFERS = 20
_OURS = "parallelproof"
_TYPING_S = 0.4


@dataclass(slots=True)
class Document:
    """One open document. `syntax` is None for those that are only kept right: too large, or of another language."""

    snapshot: Snapshot
    path: Path | None
    syntax: PythonDocument | SqlDocument | None
    opened: str | None
    """The text that counts as looked at already, until `covered` has been made of it."""
    covered: dict[str, str] = field(default_factory=dict)
    """By unit: the source that the last campaign looked at."""
    shown: dict[str, Shown] = field(default_factory=dict)
    unsaved: set[str] = field(default_factory=set)
    """Top-level definitions that differ from the file's."""
    stale: set[str] = field(default_factory=set)
    """Units whose report was withdrawn, to be looked at again although their own source may be the same."""
    revision: int = 0
    """Grows with the wins that are shown, wherever they stand."""
    cards: Cards = field(default_factory=Cards)
    trigger: Trigger = field(default_factory=Trigger)
    edited_s: float | None = None
    folder: Path | None = None
    """Where the last look searched, for a file in no open folder."""
    is_open: bool = True
    """Whether an editor holds it; if not, its text is the file's, and it is kept for its wins."""

    @property
    def is_draft(self) -> bool:
        """Whether it is a Python text that is in no file yet, unlike a cell of a notebook."""
        return self.snapshot.language == "python" and self.snapshot.uri.startswith("untitled:")

    @property
    def shown_revision(self) -> int:
        """Grows with whatever is shown, wins or cards, wherever it stands."""
        return self.revision + self.cards.revision

    def withdraw(self, names: Iterable[str]) -> None:
        """Show these units' reports no longer."""
        for name in names:
            del self.shown[name]
            self.stale.add(name)
            self.revision += 1

    def cover(self, sources: dict[str, str]) -> None:
        """A campaign has looked at these units as they are written here."""
        self.covered |= sources
        self.stale -= sources.keys()

    def changed(self, sources: dict[str, str]) -> frozenset[str]:
        """Of the units as they are now, those that a campaign should look at."""
        return frozenset(
            name for name, source in sources.items() if name in self.stale or self.covered.get(name) != source
        )


@dataclass(frozen=True, slots=True)
class Application:
    """A win that was applied, and the edits that take it back; they move with the text."""

    uri: str
    name: str
    back: Edits

    def after(self, edit: Edit) -> Application | None:
        """As it stands after an edit, None if that touched it."""
        places = [moved(part.span, edit) for part in self.back.edits]
        if any(place is None for place in places):
            return None
        pairs = zip(places, self.back.edits, strict=True)
        return replace(self, back=Edits(tuple(Edit(place, part.text) for place, part in pairs if place)))


class Session:
    """What is open and what is known of it. Everything happens on the event loop, nothing waits."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folders: dict[Path, Settings] = {}
        self.documents: dict[str, Document] = {}
        self.applications: list[Application] = []
        self.is_paused = False
        """Whether a person wants nothing to begin by itself."""
        self._offers: list[tuple[str, str, Application]] = []
        self._logs: list[list[Change]] = []
        self._edited_s = -_TYPING_S

    def is_busy(self) -> bool:
        """Whether a person is typing: what is timed now would be timed badly, and would slow the editor."""
        return time.monotonic() - self._edited_s < _TYPING_S

    # Settings

    def settings_for(self, uri: str) -> Settings:
        """Of the innermost folder that holds the document, else those for files outside all folders."""
        path = path_of(uri)
        holding = [folder for folder in self.folders if path and path.is_relative_to(folder)]
        return self.folders[max(holding, key=lambda folder: len(folder.parts))] if holding else self.settings

    def root(self, uri: str) -> Path | None:
        """The innermost folder that holds the document."""
        path = path_of(uri)
        holding = [folder for folder in self.folders if path and path.is_relative_to(folder)]
        return max(holding, key=lambda folder: len(folder.parts), default=None)

    def is_left_alone(self, uri: str) -> bool:
        """Whether nothing is analysed here: switched off, excluded, generated, too large, or neither Python nor SQL."""
        document = self.documents.get(uri)
        return document is None or document.syntax is None or document.path is None or self._is_off(uri)

    def is_silent(self, uri: str) -> bool:
        """Whether nothing is looked up here: what is left alone, but for a draft, of which nothing is ever run."""
        document = self.documents.get(uri)
        if document is None or not document.is_draft:
            return self.is_left_alone(uri)
        return len(document.snapshot.text) > self.settings_for(uri).max_file_bytes or self._is_off(uri)

    def searched(self, uri: str) -> Path | None:
        """The folder that paths in what is found are relative to."""
        document = self.documents.get(uri)
        return self.root(uri) or (document.folder if document else None)

    def _is_off(self, uri: str) -> bool:
        settings = self.settings_for(uri)
        if not settings.enabled:
            return True
        path, root, document = Path(path_of(uri) or "."), self.root(uri), self.documents.get(uri)
        if root and generated.is_in_tools_folder(path, root):
            return True
        if document and generated.is_generated(path.name, document.snapshot.text):
            return True
        names = {path.as_posix(), path.name, path.relative_to(root).as_posix() if root else path.name}
        return any(fnmatch(name, glob) or fnmatch(f"/{name}", glob) for name in names for glob in settings.exclude)

    def recent(self) -> tuple[Path, ...]:
        """The files edited here, the latest first."""
        edited = [document for document in self.documents.values() if document.edited_s is not None and document.path]
        edited.sort(key=lambda document: document.edited_s or 0.0, reverse=True)
        return tuple(document.path for document in edited if document.path)

    # Documents

    def open(self, snapshot: Snapshot) -> None:
        """A document is open now, its text the truth; nothing in it counts as changed.

        What is shown of its file stands, if that has the same text.
        """
        kept = self.documents.pop(snapshot.uri, None)
        self._add(snapshot, is_open=True)
        if kept and kept.snapshot.text == snapshot.text:
            document = self.documents[snapshot.uri]
            document.shown, document.revision = kept.shown, kept.revision + 1

    def keep(self, snapshot: Snapshot) -> None:
        """Show wins of a file that no editor holds, until it changes."""
        if snapshot.uri not in self.documents:
            self._add(snapshot, is_open=False)

    def forget(self, uri: str) -> None:
        """The file of a document that is not open has changed: its text is no longer known."""
        if uri in self.documents and not self.documents[uri].is_open:
            del self.documents[uri]

    def edit(self, uri: str, version: int, edits: Iterable[Edit]) -> set[str]:
        """Apply edits in turn: what they touch is withdrawn, the rest moves. The URIs that lost something."""
        self._edited_s = now_s = time.monotonic()
        document, lost, done = self.documents[uri], set[str](), list[Applied]()
        before, document.edited_s = document.snapshot.text, now_s
        for edit in edits:
            applied, text = Applied.to(document.snapshot.text, edit)
            lost |= self._apply(document, edit, text)
            done.append(applied)
            if document.cards.edit(applied):
                document.trigger.forget()
        document.snapshot = replace(document.snapshot, version=version)
        document.trigger.edited(before, done, document.snapshot.text, now_s)
        self._note_applied(document)
        return lost

    def save(self, uri: str) -> None:
        """The file's text is the document's."""
        document = self.documents[uri]
        document.unsaved.clear()
        document.shown = {name: replace(shown, saved=True) for name, shown in document.shown.items()}
        document.revision += 1

    def close(self, uri: str) -> None:
        """The document is closed, and applications in it can no longer be taken back; wins in a saved file are kept."""
        document = self.documents.pop(uri, None)
        if document and document.path and document.shown and not document.unsaved:
            self.documents[uri] = Document(
                document.snapshot, document.path, document.syntax, None, shown=document.shown, is_open=False
            )
        self.applications = [done for done in self.applications if done.uri != uri]
        self._offers = [offer for offer in self._offers if offer[0] != uri]

    def differs_from_disk(self, uri: str) -> set[str]:
        """A document was opened with a text that was never saved: nothing may rest on the file. The URIs that lost."""
        document = self.documents[uri]
        document.unsaved |= {unit.name.split(".")[0] for unit in self.units(uri)} | {""}
        return self._withdraw(Change(document.path, uri, None, None))

    def changed_on_disk(self, path: Path) -> set[str]:
        """A file changed behind the editor's back; what rests on it is withdrawn. The URIs that lost something."""
        return self._withdraw(Change(real(path), "", None, None))

    def withdraw_under(self, root: Path | None) -> set[str]:
        """Withdraw everything in one folder, as when its tests changed. The URIs that lost something."""
        lost = {uri for uri, document in self.documents.items() if document.shown and self.root(uri) == root}
        for uri in lost:
            self.documents[uri].withdraw(list(self.documents[uri].shown))
        return lost

    def configure(self, settings: Settings, folders: dict[Path, Settings]) -> None:
        """New settings, for files outside all folders and for each folder; what is shown is what they let be shown."""
        self.settings, self.folders = settings, folders
        for document in self.documents.values():
            document.revision += 1

    def snapshot(self, uri: str) -> Snapshot | None:
        """The document as it is now."""
        document = self.documents.get(uri)
        return document.snapshot if document else None

    def is_open(self, uri: str) -> bool:
        """Whether an editor holds the document."""
        return uri in self.documents and self.documents[uri].is_open

    def units(self, uri: str) -> list[Unit]:
        """The units of the document as it is now."""
        document = self.documents.get(uri)
        return document.syntax.units() if document and document.syntax else []

    def found(self, snapshot: Snapshot, units: list[Unit]) -> bool:
        """The units of a document were read, elsewhere; whether one that is shown is a query no longer.

        They stand if the document is still as it was.
        """
        document = self.documents.get(snapshot.uri)
        if document is None or document.snapshot.text != snapshot.text:
            return False
        if isinstance(document.syntax, SqlDocument):
            document.syntax.found(units)
        here = {(unit.span.start, unit.source) for unit in units}
        queries = [shown for shown in document.shown.values() if shown.unit.language == "sql"]
        gone = [shown.unit.name for shown in queries if (shown.start, shown.unit.source) not in here]
        document.withdraw(gone)
        return bool(gone)

    def unit_at(self, uri: str, span: Span) -> Unit | None:
        """The innermost unit that a span lies in or touches."""
        document = self.documents.get(uri)
        around = document.syntax.units(span) if document and document.syntax else []
        return min(around, key=lambda unit: unit.span.end - unit.span.start, default=None)

    # What is shown

    @contextmanager
    def watching(self) -> Iterator[list[Change]]:
        """Every change from now on, for work that ends on a later text than it began with."""
        changes: list[Change] = []
        self._logs.append(changes)
        try:
            yield changes
        finally:
            # By identity: two lists of the same changes are equal.
            self._logs = [log for log in self._logs if log is not changes]

    def show(self, report: UnitReport, since: Iterable[Change]) -> bool:
        """Keep a report if all it rests on is as it was before the changes `since`; whether it was kept."""
        uri = report.unit.uri
        document, standing = self.documents.get(uri), Shown.of(report)
        if document is None or self._rests_on_unsaved(standing, document):
            return False
        for change in since:
            after = standing.after(change, document.path)
            if after is None:
                return False
            standing = after
        end = standing.start + len(report.unit.source)
        if document.snapshot.text[standing.start : end] != report.unit.source:
            return False
        # A query is named by what it does and its place among the others, so it may have had another name.
        document.shown = {
            name: shown for name, shown in document.shown.items() if shown.unit.span != standing.unit.span
        }
        document.shown[report.unit.name] = replace(standing, saved=not document.unsaved)
        document.cover({report.unit.name: report.unit.source})
        document.revision += 1
        return True

    def wins(self, uri: str) -> list[tuple[Shown, list[Trial]]]:
        """What a person is shown, in the order of the text: each unit with its wins, best first."""
        document, settings = self.documents.get(uri), self.settings_for(uri)
        if document is None or self.is_left_alone(uri):
            return []
        pairs = [(shown, list(visible(shown.report, settings))) for shown in document.shown.values()]
        return sorted((pair for pair in pairs if pair[1]), key=lambda pair: pair[0].start)

    # What is applied

    def offer(self, uri: str, name: str, edits: Edits) -> None:
        """A change for a client to apply; when the document becomes what it makes of it, that can be undone."""
        text = self.documents[uri].snapshot.text
        back, shift = [], 0
        for edit in edits.edits:
            start = edit.span.start + shift
            back.append(Edit(Span(start, start + len(edit.text)), text[edit.span.start : edit.span.end]))
            shift += len(edit.text) - (edit.span.end - edit.span.start)
        application, result = Application(uri, name, Edits(tuple(back))), edits.apply(text)
        self._offers = [*self._offers[-_OFFERS:], (uri, result, application)]
        self.documents[uri].trigger.expects(result)

    def _note_applied(self, document: Document) -> None:
        uri, text = document.snapshot.uri, document.snapshot.text
        for offered_uri, result, application in self._offers:
            if offered_uri == uri and result == text:
                self.applications.append(application)
                self._offers = [offer for offer in self._offers if offer[0] != uri]
                return

    def _apply(self, document: Document, edit: Edit, new: str) -> set[str]:
        text, uri = document.snapshot.text, document.snapshot.uri
        document.snapshot = replace(document.snapshot, text=new)
        undoable = (done.after(edit) if done.uri == uri else done for done in self.applications)
        self.applications = [done for done in undoable if done]
        if document.syntax is None:
            self._parse(document)
            # Nothing rests on a text that is in no file.
            return self._withdraw(Change(document.path, uri, edit, None if document.path else frozenset()))
        names = document.syntax.edit(edit.span, edit.text)
        document.unsaved |= names
        touched = _lines(text, edit.span) | _lines(new, Span(edit.span.start, edit.span.start + len(edit.text)))
        is_sql = isinstance(document.syntax, SqlDocument)
        statement = SqlDocument.statement(text, edit, new) if is_sql else None
        # A comment of ours can switch any part of the file off or on.
        return self._withdraw(Change(document.path, uri, edit, None if _OURS in touched else names, touched, statement))

    def _withdraw(self, change: Change) -> set[str]:
        lost = set()
        for log in self._logs:
            log.append(change)
        for uri, document in self.documents.items():
            for name, shown in list(document.shown.items()):
                after = shown.after(change, document.path)
                if after is not None:
                    document.shown[name] = after
                    continue
                document.withdraw([name])
                lost.add(uri)
        return lost

    def _rests_on_unsaved(self, standing: Shown, own: Document) -> bool:
        """Whether it reaches a definition that differs between an editor and the disk, where the campaign read it."""
        others = [document for document in self.documents.values() if document is not own]
        return any((other.path, name) in standing.rests_on for other in others if other.path for name in other.unsaved)

    def _add(self, snapshot: Snapshot, is_open: bool) -> None:
        path = path_of(snapshot.uri)
        document = Document(snapshot, real(path) if path else None, None, snapshot.text, is_open=is_open)
        self.documents[snapshot.uri] = document
        self._parse(document)

    def _parse(self, document: Document) -> None:
        snapshot = document.snapshot
        small = len(snapshot.text) <= self.settings_for(snapshot.uri).max_file_bytes
        if not document.path or not small:
            return
        if snapshot.language == "python":
            from .languages.python.units import PythonDocument

            document.syntax = PythonDocument(snapshot.uri, snapshot.text)
        elif snapshot.language == "sql":
            document.syntax = SqlDocument()


def _lines(text: str, span: Span) -> frozenset[str]:
    """The words of the lines that a span touches."""
    end = text.find("\n", span.end)
    return words(text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else len(text)])
