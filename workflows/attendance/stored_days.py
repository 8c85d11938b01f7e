"""What the stored imports say of members' days: of the versions that count, with the decisions about who somebody is."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select, union_all

from workflows.attendance.import_words import ImportState, Recognition, RowKind
from workflows.attendance.models import AttendanceImport, AttendanceRow, AttendanceUnknown
from workflows.attendance.results import Day, Leave
from workflows.attendance.stored_rows import day_of, leave_of
from workflows.store import UnitOfWork

IN_FORCE = (ImportState.OPEN, ImportState.FINISHED)


def stored_days(
    work: UnitOfWork, persons: Collection[uuid.UUID], first: date, last: date
) -> Iterator[tuple[uuid.UUID, Day]]:
    """Every day of these people from one to another, both included, by person and day; one that several files tell comes several
    times. A day's `person` is the id as text."""
    for person_id, day, said in _rows(work, RowKind.DAY, persons, first, last):
        yield person_id, day_of(str(person_id), day, said)


def stored_leaves(
    work: UnitOfWork, persons: Collection[uuid.UUID], first: date, last: date
) -> Iterator[tuple[uuid.UUID, Leave]]:
    """Approved leave of these people that begins on a day from `first` to `last`, of the imports that count."""
    for person_id, _, said in _rows(work, RowKind.LEAVE, persons, first, last):
        yield person_id, leave_of(str(person_id), said)


def _rows(work: UnitOfWork, kind: RowKind, persons: Collection[uuid.UUID], first: date, last: date) -> Any:
    wanted = list(persons)

    def counting(statement: Any) -> Any:
        return statement.join(AttendanceImport, AttendanceImport.id == AttendanceRow.import_id).where(
            AttendanceImport.state.in_(IN_FORCE), AttendanceRow.kind == kind, AttendanceRow.day.between(first, last)
        )

    columns = (AttendanceRow.day, AttendanceRow.said)
    own = counting(select(AttendanceRow.person_id, *columns)).where(AttendanceRow.person_id.in_(wanted))
    decided = counting(
        select(AttendanceUnknown.person_id, *columns).join(
            AttendanceUnknown,
            (AttendanceUnknown.import_id == AttendanceRow.import_id)
            & (AttendanceUnknown.number == AttendanceRow.queue_number),
        )
    ).where(
        AttendanceUnknown.decision == Recognition.MEMBER,
        AttendanceUnknown.person_id.in_(wanted),
        AttendanceRow.queue_number.is_not(None),
    )
    both = union_all(own, decided).subquery()
    return work.session.execute(select(*both.c).order_by(both.c[0], both.c[1]))
