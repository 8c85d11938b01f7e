"""Derive from the diagram what keeps people from a task (`separate_from`, `recuse`) and whom the case is about.

Whoever is related to those that a process is about reads its part of the case no longer (design 6a, rule 6), and so does none of
its tasks either: nobody signs what they may not read.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workflows.casework.candidates import person_id_of, unit_id_of
from workflows.casework.errors import WrongValue
from workflows.casework.locked_case import LockedCase
from workflows.casework.models import CaseSubject, TaskBar
from workflows.engine import Token
from workflows.feel import kind
from workflows.procedure.model import ElementType
from workflows.store import UnitOfWork, delete_rows, insert_rows

STEP = "step:"
PERSON = "person:"


def write_bars(running: LockedCase) -> None:
    """Write the bars of open tasks and the subjects of the case where they changed; a task that has ended keeps none.

    `separate_from` names elements whose completer, or present holder, in this case must be somebody else. `recuse` gives a list
    of `unit:CODE` (that unit's subtree) and `person:ID` (that person and declared relatives); of a process, those persons are
    kept from each of its tasks but the one that asks them for their own word. Raises WrongValue for anything else: a rule that
    recuses nobody by mistake must not let everybody act.
    """
    _write_subjects(running)
    subjects = list(named_subjects(running.mirror.subjects, running.mirror.called_subjects or {}))
    known, doers = running.mirror.bars or {}, running.mirror.doers
    live: dict[str, list[str]] = {}
    for token in running.run.open_tasks:
        own = doers.get(token.id, ()) if token.element.is_own_word else ()
        close = [
            entry
            for entry, where in subjects
            if entry.startswith(PERSON) and where in (None, token.process_id) and entry not in own
        ]
        wanted = list(dict.fromkeys([*_of_task(running, token), *close]))
        if wanted:
            live[token.id] = wanted
    changed = [token_id for token_id in {*known, *live} if known.get(token_id) != live.get(token_id)]
    stale = [uuid.UUID(token_id) for token_id in changed if token_id in known]
    if stale:
        delete_rows(running.work, TaskBar, {"task_id": stale})
    for token_id in changed:
        rows = [_bar(running.work, uuid.UUID(token_id), entry) for entry in live.get(token_id, ())]
        insert_rows(running.work, *rows, is_kept=False)
    running.mirror.bars = live


def _of_task(running: LockedCase, token: Token) -> list[str]:
    element = token.element
    steps = [name.strip() for name in (element.property("separate_from") or "").split(",") if name.strip()]
    text = element.property("recuse")
    named = running.run.evaluate(token.id, text) if text else []
    return [*(STEP + name for name in steps), *_checked(named, element.id)]


def _checked(named: Any, where: str) -> list[str]:
    entries = named if isinstance(named, list) else [named]
    for entry in entries:
        if not isinstance(entry, str) or not entry.startswith(("unit:", "person:")):
            raise WrongValue(
                where,
                f"The recusal of {where} must list unit:CODE and person:ID; it gave {_kind(entry)}.",
                f"{where} 的回避设置应列出 unit:代码 或 person:编号，实际得到 {_kind(entry)}。",
            )
    return list(dict.fromkeys(entries))


def _kind(entry: Any) -> str:
    # A text of another form may be anybody's name: the sentence tells no value.
    return "another text" if isinstance(entry, str) else kind(entry)


def _bar(work: UnitOfWork, task_id: uuid.UUID, entry: str) -> TaskBar:
    if entry.startswith(STEP):
        return TaskBar(task_id=task_id, element_id=entry.removeprefix(STEP))
    unit_id, person_id = named_by(work, entry)
    return TaskBar(task_id=task_id, unit_id=unit_id, person_id=person_id)


def named_by(work: UnitOfWork, entry: str) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """(Unit, person) that `unit:CODE` or `person:ID` names. Raises InvalidRequest for one that does not exist."""
    if entry.startswith("unit:"):
        return unit_id_of(work, entry.removeprefix("unit:")), None
    return None, person_id_of(work, entry)


def named_subjects(subjects: Iterable[str], called: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, str | None]]:
    """(Entry, called process or None for the whole case) of all that the mirror of a case lists, each once."""
    found: dict[tuple[str, str | None], None] = {(entry, None): None for entry in subjects}
    found |= {(entry, process_id): None for process_id, entries in called.values() for entry in entries}
    return iter(found)


def _write_subjects(running: LockedCase) -> None:
    """The unit of the case, what the process property `recuse` names, and the same of every procedure that was called so far."""
    case, work, mirror = running.case, running.work, running.mirror
    text = running.procedures[case.process_id].property("recuse")
    named = _checked(running.run.evaluate(None, text), case.process_id) if text else []
    entries = list(dict.fromkeys([*([f"unit:{mirror.unit}"] if mirror.unit else []), *named]))
    called = {**(mirror.called_subjects or {}), **_called_subjects(running)}
    before = set(named_subjects(mirror.subjects, mirror.called_subjects or {}))
    wanted = list(named_subjects(entries, called))
    mirror.subjects, mirror.called_subjects = entries, called
    if set(wanted) == before:
        return
    delete_rows(work, CaseSubject, {"case_id": case.id})
    rows = [
        CaseSubject(case_id=case.id, process_id=process_id, unit_id=unit_id, person_id=person_id)
        for (unit_id, person_id), process_id in ((named_by(work, entry), process_id) for entry, process_id in wanted)
    ]
    insert_rows(work, *rows, is_kept=False)


def _called_subjects(running: LockedCase) -> dict[str, list[Any]]:
    """Call activity -> [process, whom it is about], in the scope of each called procedure in which somebody works now.

    One that is over is about those of its last moment: its file is still there to be read.
    """
    texts = {key: text for key, each in running.procedures.items() if (text := each.property("recuse"))}
    found: dict[str, list[Any]] = {}
    if not set(texts) - {running.case.process_id}:
        return found
    for call_id, token in _called(running.run.activities).items():
        if token.process_id in texts:
            named = _checked(running.run.evaluate(token.id, texts[token.process_id]), token.process_id)
            found[call_id] = [token.process_id, named]
    return found


def _called(activities: Sequence[Token]) -> dict[str, Token]:
    """Active call activity -> the outermost activity inside it: that one sees the called procedure's own variables."""
    calls = {token.id for token in activities if token.element.type is ElementType.CALL_ACTIVITY}
    found: dict[str, Token] = {}
    for token in activities:
        call_id = next((host for host, _ in reversed(token.path) if host in calls), None)
        if call_id is not None and (call_id not in found or len(token.path) < len(found[call_id].path)):
            found[call_id] = token
    return found
