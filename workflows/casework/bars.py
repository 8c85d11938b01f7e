"""Derive from the diagram what keeps people from a task (`separate_from`, `recuse`) and whom the case is about."""

from __future__ import annotations

import uuid
from typing import Any

from workflows.casework.candidates import person_id_of, unit_id_of
from workflows.casework.errors import WrongValue
from workflows.casework.locked_case import LockedCase
from workflows.casework.models import CaseSubject, TaskBar
from workflows.engine import Token
from workflows.feel import kind
from workflows.store import UnitOfWork, delete_rows, insert_rows

STEP = "step:"


def write_bars(running: LockedCase) -> None:
    """Write the bars of open tasks and the subjects of the case where they changed; a task that has ended keeps none.

    `separate_from` names elements whose completer, or present holder, in this case must be somebody else. `recuse` gives a list
    of `unit:CODE` (that unit's subtree) and `person:ID` (that person and declared relatives). Raises WrongValue for anything
    else: a rule that recuses nobody by mistake must not let everybody act.
    """
    known = running.mirror.bars or {}
    live: dict[str, list[str]] = {}
    for token in running.run.open_tasks:
        wanted = _of_task(running, token)
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
    _write_subjects(running)


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


def _write_subjects(running: LockedCase) -> None:
    """The unit of the case, and what the process property `recuse` names."""
    case, work, mirror = running.case, running.work, running.mirror
    text = running.procedures[case.process_id].property("recuse")
    named = _checked(running.run.evaluate(None, text), case.process_id) if text else []
    entries = list(dict.fromkeys([*([f"unit:{mirror.unit}"] if mirror.unit else []), *named]))
    if entries == mirror.subjects:
        return
    delete_rows(work, CaseSubject, {"case_id": case.id})
    found = [named_by(work, entry) for entry in entries]
    rows = [CaseSubject(case_id=case.id, unit_id=unit_id, person_id=person_id) for unit_id, person_id in found]
    insert_rows(work, *rows, is_kept=False)
    mirror.subjects = entries
