"""What reads a setting: steps, forms, tables and letters of the newest procedures; what is counted from times that they give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.casework import catalogue
from workflows.casework.models import ProcedureVersion
from workflows.casework.operations import registered_operations
from workflows.office.settings_file import SettingEntry, shipped_settings
from workflows.procedure.checks.setting_names import keys_in, keys_in_tables
from workflows.procedure.checks.text import Text
from workflows.procedure.checks.texts import texts_of, texts_of_element
from workflows.procedure.model import Element, EventType, Procedure, SequenceFlow
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


class ReaderKind(StrEnum):
    """In which part of a procedure a setting is read."""

    PROCESS = "process"
    STEP = "step"
    FORM = "form"
    TABLE = "table"
    PAPER = "paper"  # a letter or notice


@dataclass(frozen=True, slots=True)
class ReaderPlace:
    """One place that reads a setting, in both languages; a letter is named where a step that reads the setting writes it."""

    kind: ReaderKind
    name: Sentence


@dataclass(frozen=True, slots=True)
class Counted:
    """A moment that is counted from a time which a setting gives, with the settings that it is counted by."""

    name: Sentence
    by: Sequence[SettingEntry]


@dataclass(frozen=True, slots=True)
class SettingReader:
    """What of one procedure reads a setting."""

    version: ProcedureVersion
    places: Sequence[ReaderPlace]
    counted: Sequence[Counted]


def readers_of(work: UnitOfWork, key: str) -> list[SettingReader]:
    """What reads a setting, in the newest version of each procedure that does, by process id; at most two statements.

    A version that this program cannot read is passed over, as no case begins with it either.
    """
    newest = catalogue.latest_versions(work)
    catalogue.read_ahead(work, [version.id for version in newest])
    found = []
    for version in newest:
        if not catalogue.is_readable(work, version.id):
            continue
        procedure = catalogue.procedure_of(work, version.id)
        places = list(dict.fromkeys(_places(procedure, key)))
        if places:
            found.append(SettingReader(version, places, _counted(procedure, key)))
    return found


def _places(procedure: Procedure, key: str) -> Iterator[ReaderPlace]:
    for element in procedure.elements.values():
        if _is_read_by_operation(element, key):
            yield ReaderPlace(ReaderKind.STEP, _name(procedure, element))
            signature = registered_operations()[element.operation or ""]
            for letter_id in signature.letters:
                letter = procedure.letters.get(letter_id)
                if letter is not None:
                    yield ReaderPlace(ReaderKind.PAPER, Sentence(letter.title_en, letter.title))
    for text in texts_of(procedure):
        if text.is_feel and key in keys_in(text.source):
            yield from _place_of(procedure, text)
    for file in sorted({file for file, keys in keys_in_tables(procedure) if key in keys}):
        for decision in (id for id, held in procedure.decisions.items() if held == file):
            called = [each for each in procedure.elements.values() if each.decision_id == decision]
            for step in called:
                yield ReaderPlace(ReaderKind.TABLE, _name(procedure, step))
            if not called:
                label = procedure.label(f"decision:{decision}", decision, "en")
                yield ReaderPlace(ReaderKind.TABLE, Sentence(label, decision))
    papers = [(each.file, Sentence(each.title_en, each.title)) for each in procedure.letters.values()]
    papers += [(each.file, Sentence(each.id, each.id)) for each in procedure.notices.values()]
    written = re.compile(rf'\b(setting|catalogue)\(\s*\\?["\']{re.escape(key)}\\?["\']')
    for file, name in papers:
        if written.search(procedure.files[file].decode("utf-8", "replace")):
            yield ReaderPlace(ReaderKind.PAPER, name)


def _place_of(procedure: Procedure, text: Text) -> Iterator[ReaderPlace]:
    if isinstance(text.at, Element):
        yield ReaderPlace(ReaderKind.STEP, _name(procedure, text.at))
    elif isinstance(text.at, SequenceFlow):
        yield ReaderPlace(ReaderKind.STEP, _name(procedure, procedure.elements[text.at.source]))
    elif text.file is None:
        yield ReaderPlace(
            ReaderKind.PROCESS, Sentence(procedure.label("process", procedure.name, "en"), procedure.name)
        )
    else:
        for step in procedure.elements.values():
            if text.at in (step.form_id, step.row_form_id):
                yield ReaderPlace(ReaderKind.FORM, _name(procedure, step))


def _counted(procedure: Procedure, key: str) -> Sequence[Counted]:
    """Timers, deadlines and due times that read a variable written by a step which reads the setting."""
    written: set[str] = set()
    for element in procedure.elements.values():
        own = texts_of_element(element)
        if _is_read_by_operation(element, key) or any(key in keys_in(text.source) for text in own):
            written |= _written(element)
    if not written:
        return ()
    said = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, written)))})\b")
    found: dict[str, Counted] = {}
    for element in procedure.elements.values():
        moments = [element.due_date, element.follow_up_date, element.property("deadline")]
        if element.event is not None and element.event.type is EventType.TIMER:
            moments.append(element.event.timer)
        for moment in moments:
            if moment and said.search(moment):
                by = [entry for each in keys_in(moment) if (entry := shipped_settings().get(each or "")) is not None]
                found.setdefault(element.id, Counted(_name(procedure, element), by))
    return list(found.values())


def _written(element: Element) -> set[str]:
    """The variables that a step writes: as its mappings say, else as its operation declares."""
    names = {mapping.target for mapping in element.outputs}
    if element.result_variable:
        names.add(element.result_variable)
    operation = registered_operations().get(element.operation or "")
    if not names and operation is not None:
        names.update(operation.writes)
    return names


def _is_read_by_operation(element: Element, key: str) -> bool:
    operation = registered_operations().get(element.operation or "")
    return operation is not None and key in operation.settings


def _name(procedure: Procedure, element: Element) -> Sentence:
    name = element.name or element.id
    return Sentence(procedure.label(f"element:{element.id}", name, "en"), name)
