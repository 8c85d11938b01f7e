"""Compare a scenario's case with what the scenario expects of it; each difference is a sentence in both languages."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from workflows.calendar.zone import to_local
from workflows.casework.deadlines import overdue_days, side_seconds
from workflows.casework.locked_case import open_case
from workflows.casework.models import Case, Deadline, Notice, Task, TaskCandidate, TaskStatus, Timer
from workflows.documents import Document
from workflows.documents.queries import documents_of_case
from workflows.feel import read_date_time
from workflows.people import Unit, User
from workflows.procedure.scenario_expectation import Expectation, ExpectedLetter, ExpectedNotice
from workflows.proof.models import HistoryEntry
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

_MISSING = object()


class Mismatch(Exception):
    """The case went otherwise than the scenario says; each sentence says one thing."""

    def __init__(self, *sentences: Sentence) -> None:
        super().__init__(sentences[0].en)
        self.sentences = sentences


def differences(work: UnitOfWork, case: Case, expected: Expectation, variables: Mapping[str, Any]) -> list[Sentence]:
    """What is not as expected; empty where all is. `variables` are the expected ones with ids in place."""
    found: list[Sentence] = []
    found.extend(_tasks(work, case, expected))
    found.extend(_deadlines(work, case, expected))
    found.extend(_letters(work, case, expected))
    found.extend(_notices(work, case, expected))
    found.extend(_variables(work, case, variables))
    found.extend(_timers(work, case, expected))
    found.extend(_history(work, case, expected))
    return found


def written(value: object) -> str:
    """A value as people read it beside a scenario."""
    if isinstance(value, datetime):
        return to_local(value).isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def _wrong(what: str, what_zh: str, wanted: object, got: object) -> Sentence:
    return Sentence(
        f"{what}: expected {written(wanted)}, got {written(got)}.",
        f"{what_zh}：应为 {written(wanted)}，实际为 {written(got)}。",
    )


def _tasks(work: UnitOfWork, case: Case, expected: Expectation) -> Iterator[Sentence]:
    statement = select(Task.element_id).where(Task.case_id == case.id, Task.status == TaskStatus.OPEN.value)
    got = Counter(work.session.scalars(statement).all())
    if expected.open is not None and Counter(expected.open) != got:
        yield _wrong("Open tasks", "待办任务", sorted(expected.open), sorted(got.elements()))
    for element_id in expected.closed:
        if got[element_id]:
            yield Sentence(f"The task {element_id} is still open.", f"任务 {element_id} 仍未办结。")


def _deadlines(work: UnitOfWork, case: Case, expected: Expectation) -> Iterator[Sentence]:
    if not expected.deadlines:
        return
    statement = (
        select(Deadline)
        .options(selectinload(Deadline.spans), selectinload(Deadline.extensions))
        .where(Deadline.case_id == case.id)
        .order_by(Deadline.started_at.desc(), Deadline.id.desc())
    )
    rows = work.session.scalars(statement).all()
    for name, wanted in expected.deadlines.items():
        candidates = [_facts(row, work.now) for row in rows if row.name == name]
        if not candidates:
            yield Sentence(f"There is no deadline {name}.", f"没有时限 {name}。")
        elif not any(all(facts[key] == value for key, value in wanted.items()) for facts in candidates):
            for key, value in wanted.items():
                if candidates[0][key] != value:
                    yield _wrong(f"Deadline {name}, {key}", f"时限 {name} 的 {key}", value, candidates[0][key])


def _facts(deadline: Deadline, now: datetime) -> dict[str, Any]:
    unit, office = side_seconds(deadline, now)
    running = next((span.side for span in deadline.spans if span.ended_at is None), None)
    return {
        "due": deadline.due_at,
        "status": deadline.status,
        "side": running,
        "extended": bool(deadline.extensions),
        "overdue_days": overdue_days(deadline, now),
        "unit_time": timedelta(seconds=round(unit)),
        "office_time": timedelta(seconds=round(office)),
    }


def _letters(work: UnitOfWork, case: Case, expected: Expectation) -> Iterator[Sentence]:
    if not expected.letters:
        return
    letters = list(documents_of_case(work, case.id))
    have = ", ".join(sorted({letter.kind for letter in letters})) or "–"
    for wanted, of_it in Counter(expected.letters).items():
        found = [letter for letter in letters if _is_letter(letter, wanted)]
        if len(found) < of_it:
            told = _told(wanted.kind, to=wanted.to, served=wanted.is_served, says=wanted.says)
            yield Sentence(f"The letter {told} is missing; there are {have}.", f"缺少文书 {told}；现有：{have}。")


def _is_letter(letter: Document, wanted: ExpectedLetter) -> bool:
    return (
        letter.kind == wanted.kind
        and (wanted.to is None or (letter.unit is not None and letter.unit.code == wanted.to))
        and (wanted.is_served is None or (letter.served_at is not None) == wanted.is_served)
        and (wanted.says is None or wanted.says in letter.text)
    )


def _notices(work: UnitOfWork, case: Case, expected: Expectation) -> Iterator[Sentence]:
    if not expected.notices:
        return
    statement = select(Notice).where(Notice.case_id == case.id).order_by(Notice.created_at)
    sent = [(notice, receiver(work, notice)) for notice in work.session.scalars(statement)]
    have = ", ".join(sorted({f"{notice.kind} → {to}" for notice, to in sent})) or "–"
    for wanted, of_it in Counter(expected.notices).items():
        found = [notice for notice, to in sent if _is_notice(notice, to, wanted)]
        if len(found) < of_it:
            told = _told(wanted.kind, to=wanted.to, says=wanted.says)
            yield Sentence(f"The notice {told} is missing; there are {have}.", f"缺少通知 {told}；现有：{have}。")


def receiver(work: UnitOfWork, told: Notice | TaskCandidate) -> str:
    """Whom a notice or a task is for, as scenarios write it: `post`, `post@UNIT` or the actor text of a person."""
    if told.person_id is not None:
        username = work.session.scalar(select(User.username).where(User.person_id == told.person_id))
        return username or "–"
    code = work.session.scalar(select(Unit.code).where(Unit.id == told.unit_id)) if told.unit_id is not None else None
    return f"{told.post_key}@{code}" if code is not None else told.post_key or "–"


def _is_notice(notice: Notice, to: str, wanted: ExpectedNotice) -> bool:
    return (
        notice.kind == wanted.kind
        and wanted.to in (None, to)
        and (wanted.says is None or wanted.says in notice.text or wanted.says in notice.text_en)
    )


def _told(kind: str, **more: object) -> str:
    """What was expected, as the scenario says it."""
    said = [f"{name}: {written(value)}" for name, value in more.items() if value is not None]
    return f"{kind} ({', '.join(said)})" if said else kind


def _variables(work: UnitOfWork, case: Case, wanted: Mapping[str, Any]) -> Iterator[Sentence]:
    if not wanted:
        return
    run = open_case(work, case, None, is_peek=True).run
    called = {each.process_id: run.visible(each.id) for each in run.activities if each.process_id != case.process_id}
    got = {**called, **run.variables}
    for path, value in wanted.items():
        found = _at(got, path)
        if found is _MISSING:
            yield Sentence(f"The variable {path} is not set.", f"变量 {path} 没有值。")
        elif not _equal(value, found):
            yield _wrong(f"Variable {path}", f"变量 {path}", value, found)


def _at(variables: Mapping[str, Any], path: str) -> Any:
    found: Any = variables
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return _MISSING
        found = found[part]
    return found


def _equal(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        # A scenario names the entries that it is about; others may stand beside them.
        return all(key in found and _equal(value, found[key]) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(_equal, wanted, found))
    if isinstance(wanted, str) and isinstance(found, str) and wanted != found:
        return _same_moment(wanted, found)
    return bool(wanted == found)


def _same_moment(first: str, second: str) -> bool:
    """Whether two texts write one instant; a text without offset or zone writes none."""
    one, other = read_date_time(first), read_date_time(second)
    if one is None or other is None or one.utc_offset is None or other.utc_offset is None:
        return False
    return (one.epoch_seconds, one.nanos) == (other.epoch_seconds, other.nanos)


def _timers(work: UnitOfWork, case: Case, expected: Expectation) -> Iterator[Sentence]:
    if not expected.timers:
        return
    armed: dict[str, list[datetime]] = {}
    for timer in work.session.scalars(select(Timer).where(Timer.case_id == case.id).order_by(Timer.due_at)):
        armed.setdefault(timer.element_id, []).append(timer.due_at)
    for element_id, due in expected.timers.items():
        got = armed.get(element_id, [])
        if due is None and got:
            yield _wrong(f"Timer {element_id}", f"定时 {element_id}", None, got[0])
        elif due is not None and due not in got:
            yield _wrong(f"Timer {element_id}", f"定时 {element_id}", due, got[0] if got else None)


def history_lines(work: UnitOfWork, case_id: uuid.UUID) -> list[str]:
    """The case's history as lines `kind element`, in order: what was done, then what moved because of it."""
    lines: list[str] = []
    statement = select(HistoryEntry).where(HistoryEntry.case_id == case_id).order_by(HistoryEntry.sequence)
    for entry in work.session.scalars(statement):
        lines.append(f"{entry.kind} {entry.element_id or ''}".strip())
        moved = json.loads(entry.data).get("moved", [])
        lines.extend(f"{kind} {element_id}" for kind, _, element_id, _ in moved)
    return lines


def _history(work: UnitOfWork, case: Case, expected: Expectation) -> Iterator[Sentence]:
    if not expected.history:
        return
    lines = iter(history_lines(work, case.id))
    for wanted in expected.history:
        if not any(line == wanted for line in lines):
            yield Sentence(
                f"The history has no line “{wanted}”, or not in this order.",
                f"历史中没有“{wanted}”，或顺序不符。",
            )
            return
