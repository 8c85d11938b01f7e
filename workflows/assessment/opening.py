"""Opening a month (M1): one row for each member of a county, with segments read from postings and the rules frozen.

A county is opened in a transaction of its own, so that nobody waits for a whole city. Opening again adds who is missing and
changes nothing that stands, so whatever ended a worker in between, the next one makes the same rows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.rules import (
    FROZEN_SETTINGS,
    Stretch,
    as_kept,
    frozen_thresholds,
    last_of,
    posted_days,
    stretches_in,
)
from workflows.calendar.days import DayKind
from workflows.calendar.load import calendar_for
from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.models import Case
from workflows.office.in_force import texts_in_force
from workflows.people.models import Unit
from workflows.people.roster import Posting, Team
from workflows.people.unit_tree import path_on
from workflows.people.words import UnitKind
from workflows.store import UnitOfWork, insert_rows, new_id

T = TypeVar("T")
MEMBERS_AT_ONCE = 500
"""How many people one statement asks for: SQLite takes a bounded number of values."""


def in_pieces(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Rows in pieces that one statement can ask for."""
    for start in range(0, len(rows), MEMBERS_AT_ONCE):
        yield rows[start : start + MEMBERS_AT_ONCE]


@dataclass(frozen=True, slots=True)
class County:
    """A county with members in a month."""

    code: str
    name: str
    members: int


def begin_month(work: UnitOfWork, case: Case, month: date) -> AssessmentMonth:
    """The row of the month, written where it is the first time. Raises InvalidRequest for a month that is not over, no first day,
    or assessed by another round."""
    if month.day != 1 or last_of(month) >= local_date(work.now):
        raise InvalidRequest(
            "A month is assessed after its last day; name it by its first day.",
            "月度考核须在当月结束后开启，并以该月第一日表示。",
        )
    found = work.session.scalar(select(AssessmentMonth).where(AssessmentMonth.month == month))
    if found is None:
        found = AssessmentMonth(id=new_id(), case_id=case.id, month=month, opened_at=work.now)
        work.session.add(found)
        work.session.flush()
    elif found.case_id != case.id:
        raise InvalidRequest(
            f"{month:%Y-%m} is assessed by another round already; go on with that one.",
            f"{month:%Y年%m月}已由另一轮考核开启，请在该轮次中办理。",
        )
    return found


def month_of(work: UnitOfWork, month: date) -> AssessmentMonth:
    """The month that was opened. Raises NotFound where none was."""
    found = work.session.scalar(select(AssessmentMonth).where(AssessmentMonth.month == month))
    if found is None:
        raise NotFound(f"{month:%Y-%m} was not opened for assessment.", f"{month:%Y年%m月}的考核尚未开启。")
    return found


def counties_in(work: UnitOfWork, month: date) -> tuple[list[County], int]:
    """The counties that had members in a month, by code, and how many members stand in no county (a mistake of the tree)."""
    homes: dict[uuid.UUID, str] = {}
    for person_id, stretches in _members(work, month):
        homes[person_id] = stretches[-1].county
    found = work.session.scalars(select(Unit).where(Unit.kind == UnitKind.COUNTY).order_by(Unit.code))
    counts = [County(unit.code, unit.name, sum(1 for code in homes.values() if code == unit.code)) for unit in found]
    return [each for each in counts if each.members], sum(1 for code in homes.values() if not code)


def open_county(work: UnitOfWork, case: Case, month: AssessmentMonth, county: Unit) -> int:
    """Open the members who were last posted in a county in the month; how many rows the county has now."""
    known = set(work.session.scalars(select(MemberMonth.person_id).where(MemberMonth.month_id == month.id)))
    rules = rules_on(work, last_of(month.month), county)
    thresholds = frozen_thresholds(rules)
    rows = [
        MemberMonth(
            id=new_id(),
            case_id=case.id,
            month_id=month.id,
            person_id=person_id,
            county_id=county.id,
            team_id=stretches[-1].team_id,
            role=stretches[-1].role,
            segments=as_kept(stretches),
            rules=rules,
            posted_days=posted_days(stretches),
            is_graded=posted_days(stretches) >= thresholds.facts_only_below,
            opened_at=work.now,
        )
        for person_id, stretches in _members(work, month.month, county)
        if person_id not in known and stretches[-1].county == county.code
    ]
    insert_rows(work, *rows, is_kept=False)
    return len(members_of(work, case))


def members_of(work: UnitOfWork, case: Case) -> Sequence[MemberMonth]:
    """The members' months that a county's case has opened, by team and person."""
    statement = select(MemberMonth).options(joinedload(MemberMonth.person)).where(MemberMonth.case_id == case.id)
    return work.session.scalars(statement.order_by(MemberMonth.team_id, MemberMonth.person_id)).all()


def rules_on(work: UnitOfWork, day: date, county: Unit) -> dict[str, object]:
    """The rules that hold on the last day of a month in a county, as its rows keep them."""
    texts, calendar = texts_in_force(work, day, county.id), calendar_for(work)
    days = (day.replace(day=number) for number in range(1, day.day + 1))
    return {
        "settings": {key: texts[key] for key in FROZEN_SETTINGS},
        "days_off": [each.isoformat() for each in days if calendar.day(each).kind is DayKind.HOLIDAY],
    }


def _members(
    work: UnitOfWork, month: date, county: Unit | None = None
) -> Iterator[tuple[uuid.UUID, tuple[Stretch, ...]]]:
    """Everybody posted on a day of the month, with all their segments, wherever these lie; with a county, whoever was in it."""
    first, last = month, last_of(month)
    homes = _counties_of_villages(work, last)
    overlapping = (Posting.from_on <= last, or_(Posting.to_on.is_(None), Posting.to_on > first))
    statement = select(Posting, Team.village_id).join(Team, Team.id == Posting.team_id).where(*overlapping)
    found: dict[uuid.UUID, list[Stretch]] = {}
    if county is None:
        _gather(found, work.session.execute(statement), homes, last)
    else:
        of_county = [village_id for village_id, (_, code) in homes.items() if code == county.code]
        wanted: set[uuid.UUID] = set()
        for some in in_pieces(of_county):
            people = select(Posting.person_id).join(Team, Team.id == Posting.team_id)
            wanted.update(work.session.scalars(people.where(*overlapping, Team.village_id.in_(some))))
        for some in in_pieces(sorted(wanted)):
            _gather(found, work.session.execute(statement.where(Posting.person_id.in_(some))), homes, last)
    for person_id in sorted(found):
        stretches = stretches_in(month, found[person_id])
        if stretches:
            yield person_id, stretches


def _gather(
    found: dict[uuid.UUID, list[Stretch]],
    rows: Iterable[tuple[Posting, uuid.UUID]],
    homes: dict[uuid.UUID, tuple[str, str]],
    last: date,
) -> None:
    for posting, village_id in rows:
        village, county = homes[village_id]
        until = last if posting.to_on is None else posting.to_on - timedelta(days=1)
        stretch = Stretch(posting.team_id, village, county, posting.role, posting.from_on, until)
        found.setdefault(posting.person_id, []).append(stretch)


def _counties_of_villages(work: UnitOfWork, on: date) -> dict[uuid.UUID, tuple[str, str]]:
    """Each village with its code and the code of the county above it on a day, empty where there is none."""
    counties = set(work.session.scalars(select(Unit.code).where(Unit.kind == UnitKind.COUNTY)))
    villages = work.session.scalars(select(Unit).where(Unit.kind == UnitKind.VILLAGE)).all()
    paths = ((unit, path_on(work, unit, on).split("/")) for unit in villages)
    return {unit.id: (unit.code, next((code for code in path if code in counties), "")) for unit, path in paths}
