"""What pages show of imports: the list, one import with its progress, its report and its queue, each paged by key."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from workflows.attendance.import_rights import import_scope
from workflows.attendance.import_words import RowKind
from workflows.attendance.models import AttendanceImport, AttendanceRow, AttendanceUnknown, DayCorrection
from workflows.attendance.results import Day, Finding
from workflows.attendance.stored_days import stored_days
from workflows.attendance.stored_rows import finding_of
from workflows.casework.keys import Key, key_of
from workflows.casework.queue import digits_of, moment_of_digits
from workflows.people import Actor
from workflows.people.models import Person, Unit
from workflows.store import UnitOfWork

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of an import's report, with the person and the day that it is about where it is about one."""

    number: int
    finding: Finding
    person_id: uuid.UUID | None
    day: date | None


@dataclass(frozen=True, slots=True)
class QueueLine:
    """Somebody of the queue, and whom the name suggests: (staff number, name) of each."""

    row: AttendanceUnknown
    suggestions: Sequence[tuple[str, str]]


def imports_page(work: UnitOfWork, actor: Actor, after: str) -> tuple[Sequence[AttendanceImport], str]:
    """The imports of the actor's units, the newest first, and where the next page begins (empty at the end)."""
    key = key_of(after)
    statement = (
        select(AttendanceImport)
        .join(Unit, AttendanceImport.unit_id == Unit.id)
        .options(joinedload(AttendanceImport.unit), joinedload(AttendanceImport.handed_in_by))
        .where(import_scope(actor).holds(Unit.path))
    )
    if key is not None:
        moment = moment_of_digits(key.place)
        before = (AttendanceImport.taken_at == moment) & (AttendanceImport.id < key.id)
        statement = statement.where(or_(AttendanceImport.taken_at < moment, before))
    order = (AttendanceImport.taken_at.desc(), AttendanceImport.id.desc())
    rows = work.session.scalars(statement.order_by(*order).limit(PER_PAGE + 1)).all()
    shown = rows[:PER_PAGE]
    following = Key(digits_of(shown[-1].taken_at), shown[-1].id).text if len(rows) > PER_PAGE else ""
    return shown, following


def report_page(
    work: UnitOfWork, made: AttendanceImport, kind: RowKind, after: int
) -> tuple[Sequence[ReportLine], int | None]:
    """The lines of a report after a number: what is asked of a person, or what is told; and after which the next page begins.

    Lines of one kind follow one another, so that a page is a walk over the key.
    """
    begins = after + 1 if kind is RowKind.ASKED else max(after, made.counts[RowKind.ASKED]) + 1
    ends = made.counts[RowKind.ASKED] + (made.counts[RowKind.TOLD] if kind is RowKind.TOLD else 0)
    span = (AttendanceRow.import_id == made.id, AttendanceRow.number.between(begins, min(ends, begins + PER_PAGE - 1)))
    rows = work.session.scalars(select(AttendanceRow).where(*span).order_by(AttendanceRow.number)).all()
    lines = [ReportLine(row.number, finding_of(row.said, row.day), row.person_id, row.day) for row in rows]
    return lines, begins + PER_PAGE - 1 if begins + PER_PAGE - 1 < ends else None


def queue_page(work: UnitOfWork, made: AttendanceImport, after: int) -> tuple[Sequence[QueueLine], int | None]:
    """The people of the queue after a number, and after which the next page begins."""
    of_import = (AttendanceUnknown.import_id == made.id, AttendanceUnknown.number > after)
    statement = (
        select(AttendanceUnknown)
        .options(joinedload(AttendanceUnknown.person))
        .where(*of_import)
        .order_by(AttendanceUnknown.number)
        .limit(PER_PAGE + 1)
    )
    rows = work.session.scalars(statement).all()
    shown = rows[:PER_PAGE]
    ids = {uuid.UUID(each) for row in shown for each in row.suggestions}
    people = select(Person.id, Person.employee_no, Person.name).where(Person.id.in_(ids))
    known = {row[0]: (row[1] or str(row[0]), row[2]) for row in work.session.execute(people)} if ids else {}
    lines = [
        QueueLine(row, [known[uuid.UUID(each)] for each in row.suggestions if uuid.UUID(each) in known])
        for row in shown
    ]
    return lines, shown[-1].number if len(rows) > PER_PAGE else None


@dataclass(frozen=True, slots=True)
class DayPage:
    """One day of a member's: what files say of it, and everything that people decided about it, the newest first."""

    person: Person
    days: Sequence[Day]
    corrections: Sequence[DayCorrection]


def day_page(work: UnitOfWork, person_id: uuid.UUID, day: date) -> DayPage | None:
    """What stands of a day; None for nobody. Whoever opens it was asked for their right before."""
    person = work.session.get(Person, person_id)
    if person is None:
        return None
    days = [found for _, found in stored_days(work, [person_id], day, day)]
    decided = (
        select(DayCorrection)
        .options(joinedload(DayCorrection.author))
        .where(and_(DayCorrection.person_id == person_id, DayCorrection.day == day))
        .order_by(DayCorrection.number.desc())
    )
    return DayPage(person, days, work.session.scalars(decided).all())
