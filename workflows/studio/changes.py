"""What differs between two states of a procedure: files line by line, and elements in words."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from workflows.procedure.model import Element, Procedure, SequenceFlow

MOST_LINES = 400
"""Lines of one file's difference that a page draws; more are counted."""


class ChangeKind(StrEnum):
    """What became of a file or an element."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


# What people call together has one name: a flow joins two elements, a due date is one of several.
_PARTS = {
    "incoming": "flows",
    "outgoing": "flows",
    "default_flow": "flows",
    "row_form_id": "form_id",
    "follow_up_date": "due_date",
    "headers": "operation",
    "result_variable": "outputs",
    "inputs": "outputs",
    "propagate_all_parent_variables": "outputs",
    "propagate_all_child_variables": "outputs",
    "is_interrupting": "event",
    "attached_to": "event",
}


class LineKind(StrEnum):
    """A line of a difference: only in the older text, only in the newer, in both, or the head of a piece."""

    OLD = "old"
    NEW = "new"
    SAME = "same"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a difference."""

    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """What became of one file; `left_out` counts the lines that are not drawn."""

    name: str
    kind: ChangeKind
    added: int
    removed: int
    lines: Sequence[DiffLine]
    left_out: int


@dataclass(frozen=True, slots=True)
class ElementChange:
    """What became of one element of the diagram; `parts` names what of it changed."""

    id: str
    kind: ChangeKind
    name: str
    name_en: str
    type: str
    parts: Sequence[str]

    def label(self, locale: str) -> str:
        """What it is called in the reader's language."""
        return (self.name if locale.startswith("zh") else self.name_en) or self.id


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs."""

    files: Sequence[FileChange]
    elements: Sequence[ElementChange]

    @property
    def is_none(self) -> bool:
        """Whether nothing differs at all."""
        return not self.files


def changes_between(
    old: Mapping[str, bytes], new: Mapping[str, bytes], before: Procedure | None, after: Procedure | None
) -> Changes:
    """What differs from `old` to `new`; elements are compared where both can be read as procedures."""
    files = [
        _file_change(name, old.get(name), new.get(name))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]
    elements = list(_elements(before, after)) if before is not None and after is not None else []
    return Changes(files, elements)


def _file_change(name: str, old: bytes | None, new: bytes | None) -> FileChange:
    kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED if new is None else ChangeKind.CHANGED
    before = (old or b"").decode("utf-8", "replace").splitlines()
    after = (new or b"").decode("utf-8", "replace").splitlines()
    lines = [_line(text) for text in difflib.unified_diff(before, after, n=2, lineterm="")][2:]
    added = sum(line.kind is LineKind.NEW for line in lines)
    removed = sum(line.kind is LineKind.OLD for line in lines)
    return FileChange(name, kind, added, removed, lines[:MOST_LINES], max(0, len(lines) - MOST_LINES))


def _line(text: str) -> DiffLine:
    if text.startswith("@@"):
        return DiffLine(LineKind.HEAD, text)
    kind = {"+": LineKind.NEW, "-": LineKind.OLD}.get(text[:1], LineKind.SAME)
    return DiffLine(kind, text[1:])


def _elements(before: Procedure, after: Procedure) -> Iterator[ElementChange]:
    for id, element in after.elements.items():
        old = before.elements.get(id)
        if old is None:
            yield _element(after, element, ChangeKind.ADDED, ())
        elif parts := _differing(old, element):
            yield _element(after, element, ChangeKind.CHANGED, parts)
    for id, element in before.elements.items():
        if id not in after.elements:
            yield _element(before, element, ChangeKind.REMOVED, ())
    yield from _flows(before, after)


def _flows(before: Procedure, after: Procedure) -> Iterator[ElementChange]:
    """Flows whose condition or name changed: new and lost ones are told by the elements that they connect."""
    olds = {flow.id: flow for flow in _flows_of(before)}
    for flow in _flows_of(after):
        old = olds.get(flow.id)
        parts = [name for name in ("name", "condition") if old and getattr(old, name) != getattr(flow, name)]
        if parts:
            name_en = after.label(f"flow:{flow.id}", flow.name or "", "en")
            yield ElementChange(flow.id, ChangeKind.CHANGED, flow.name or "", name_en, "sequenceFlow", parts)


def _flows_of(procedure: Procedure) -> Iterator[SequenceFlow]:
    for scope in (procedure.process, *(each.body for each in procedure.elements.values() if each.body is not None)):
        yield from scope.flows.values()


def _differing(old: Element, new: Element) -> Sequence[str]:
    """The fields of an element that differ; its line does not count, nor what its body holds, which is told by itself."""
    names = [each.name for each in fields(Element) if each.name not in ("line", "body")]
    differing = [name for name in names if getattr(old, name) != getattr(new, name)]
    return list(dict.fromkeys(_PARTS.get(name, name) for name in differing))


def _element(procedure: Procedure, element: Element, kind: ChangeKind, parts: Sequence[str]) -> ElementChange:
    name_en = procedure.label(f"element:{element.id}", element.name, "en")
    return ElementChange(element.id, kind, element.name, name_en, str(element.type), parts)
