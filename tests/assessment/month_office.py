"""A county whose members are posted for the whole of November 2018, part of it, or in two villages of it, and its month's cases."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.attendance.exports import neutral
from tests.attendance.stored_office import Importing, build_importing
from tests.jobs.procedures import publish_pair
from workflows.assessment.facts import settle_county
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import begin_month, month_of, open_county
from workflows.attendance.roster import Member
from workflows.casework.models import Case
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.people.models import Unit
from workflows.people.roster import Posting, Team
from workflows.proof.history import note_lock
from workflows.store import Store, UnitOfWork

NOVEMBER = date(2018, 11, 1)
MEMBERS = (
    Member("W", "全月员", village="V1"),
    Member("A", "到岗员", village="V1", since=date(2018, 11, 16)),
    Member("L", "离岗员", village="V2", until=date(2018, 11, 10)),
    Member("S", "六日员", village="V2", since=date(2018, 11, 25)),
    Member("T", "两村员", village="V1", until=date(2018, 11, 11)),
    Member("B", "早离员", village="V1", until=date(2018, 10, 31)),
    Member("N", "未到员", village="V1", since=date(2018, 12, 1)),
)


def build_month_office(store: Store, members: Iterable[Member] = MEMBERS) -> Importing:
    """The county and its members; whoever is called T goes on in another village on the day after."""
    office = build_importing(store, members)
    publish_pair(store)
    with store.write() as work:
        if "T" in office.persons:
            team = work.session.scalars(select(Team).where(Team.name == "V2队")).one()
            work.session.add(
                Posting(person_id=office.persons["T"], team_id=team.id, from_on=date(2018, 11, 12), status="active")
            )
    return office


def new_case(office: Importing) -> uuid.UUID:
    """A case that waits, as the chain of what is written."""
    with transaction(office.store) as work:
        return start_case(work, "waiter", {"number": uuid.uuid4().hex}, actor=None).id


@contextmanager
def in_case(office: Importing, case_id: uuid.UUID) -> Iterator[tuple[UnitOfWork, Case]]:
    """A transaction that holds the case, as a step of it does."""
    with transaction(office.store) as work:
        case = work.session.get_one(Case, case_id, with_for_update=True)
        note_lock(work, case)
        yield work, case


def opened(office: Importing, month: date = NOVEMBER, *, county: str = "C1") -> uuid.UUID:
    """Begin a month and open a county of it; the county's case."""
    with in_case(office, new_case(office)) as (work, case):
        begin_month(work, case, month)
    part = new_case(office)
    open_again(office, part, month, county=county)
    return part


def open_again(office: Importing, part: uuid.UUID, month: date = NOVEMBER, *, county: str = "C1") -> int:
    """Open the members of a county, as its case does; how many it has."""
    with in_case(office, part) as (work, case):
        unit = work.session.scalars(select(Unit).where(Unit.code == county)).one()
        return open_county(work, case, month_of(work, month), unit)


def settled(office: Importing, part: uuid.UUID, month: date = NOVEMBER) -> dict[str, MemberMonth]:
    """Settle a county's facts; its rows by staff number."""
    with in_case(office, part) as (work, case):
        settle_county(work, case, month)
    return rows_of(office, part)


def rows_of(office: Importing, part: uuid.UUID) -> dict[str, MemberMonth]:
    """The members' months of a county's case, by staff number."""
    numbers = {person_id: number for number, person_id in office.persons.items()}
    with office.store.read() as work:
        rows = work.session.scalars(select(MemberMonth).where(MemberMonth.case_id == part)).all()
        work.session.expunge_all()
        return {numbers[row.person_id]: row for row in rows}


def punches(number: str, name: str, village: str, month: date, days: Iterable[int]) -> bytes:
    """A neutral table: punched in the village on the evening of these days, and the morning after."""
    lines = []
    for day in days:
        on = month.replace(day=day)
        after = date.fromordinal(on.toordinal() + 1)
        lines.append(f"{number},{name},{village},{on},{on} 20:10,in,,,1,app,,")
        if after.month == month.month:
            lines.append(f"{number},{name},{village},{after},{after} 07:20,in,,,1,app,,")
    return neutral(*lines)
