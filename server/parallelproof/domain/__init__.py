"""The words of the project, one word per concept. Offsets are code points; units end names (`_s`, `_bytes`)."""

from .candidates import DDL, Candidate, Change, Finding, Pattern, Program, Project, Setting, Strategy, Unit
from .databases import (
    Binding,
    Capabilities,
    Column,
    ForeignKey,
    Fork,
    ForkPair,
    ForkSide,
    Index,
    ParameterStyle,
    Query,
    Schema,
    Table,
)
from .documents import Edit, Edits, Snapshot, Span, path_of
from .fulfillments import (
    UNREACHABLE,
    Card,
    CardKind,
    Citation,
    Hit,
    Meaning,
    Passage,
    Request,
    SourceFailure,
    Suggestion,
    Topic,
)
from .trials import (
    Counterexample,
    DatabaseCost,
    Definition,
    Evidence,
    EvidenceKind,
    Failure,
    FileFailure,
    Measurement,
    NotBetter,
    Outcome,
    PlanNode,
    Progress,
    Reach,
    Report,
    SizePoint,
    Stage,
    Trial,
    Unconfirmed,
    UnitReport,
    Verdict,
    Win,
)

__all__ = [
    "DDL", "UNREACHABLE", "Binding", "Candidate", "Capabilities", "Card", "CardKind", "Change", "Citation", "Column",
    "Counterexample", "DatabaseCost", "Definition", "Edit", "Edits", "Evidence", "EvidenceKind", "Failure",
    "FileFailure", "Finding", "ForeignKey", "Fork", "ForkPair", "ForkSide", "Hit", "Index", "Meaning", "Measurement",
    "NotBetter", "Outcome", "ParameterStyle", "Passage", "Pattern", "PlanNode", "Program", "Progress", "Project",
    "Query", "Reach", "Report", "Request", "Schema", "Setting", "SizePoint", "Snapshot", "SourceFailure", "Span",
    "Stage", "Strategy", "Suggestion", "Table", "Topic", "Trial", "Unconfirmed", "Unit", "UnitReport", "Verdict", "Win",
    "path_of",
]  # fmt: skip
