"""The office before a batch is played: villages whose terms are over, and enough staff in the units that are asked for people."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import func, select

from workflows.calendar.zone import local_date
from workflows.demo.batch_plan import Plan
from workflows.demo.cast import CAST_VILLAGE
from workflows.demo.names import RANKS, person_name
from workflows.demo.places import DISPATCHING, village_of
from workflows.people import Person, PostHolding, Unit, User
from workflows.people.roster import Posting, Team, Village
from workflows.people.words import PostingStatus, Role, Sex
from workflows.selection.models import Slot
from workflows.selection.words import SlotStatus
from workflows.store import Store, UnitOfWork

SEED = 20200310
NUMBERS = "QB"
"""With which the staff numbers of those people begin."""
_VILLAGES = 110
_YOUNGEST, _OLDEST = 29, 45  # years: nobody whom the table of qualification would send to a person for their age


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody whom a unit may nominate."""

    number: str
    born_on: date


@dataclass(frozen=True, slots=True)
class Place:
    """A village as its township speaks for it, with how many of its places are taken."""

    unit_code: str
    code: str
    kind: str
    latitude: float
    longitude: float
    radius: int
    taken: int


def villages_of_city() -> list[tuple[str, str]]:
    """The villages of the demonstration city but the cast's own, each with the unit whose team is there."""
    codes = ((number, village_of(number)) for number in range(_VILLAGES))
    return [(code, DISPATCHING[number % len(DISPATCHING)].code) for number, code in codes if code != CAST_VILLAGE]


def end_terms(work: UnitOfWork, villages: Sequence[str]) -> int:
    """Let the term of one member of each full team be over since yesterday; how many. Where a recall is under way nobody's is."""
    units = select(Unit.id).where(Unit.code.in_(villages))
    sought = select(Team.village_id).join(Slot, Slot.team_id == Team.id).where(Slot.status == SlotStatus.OPEN)
    rows = work.session.scalars(
        select(Posting)
        .join(Team, Team.id == Posting.team_id)
        .where(
            Team.village_id.in_(units),
            Team.village_id.not_in(sought),
            Posting.status == PostingStatus.ACTIVE,
            Posting.role == Role.MEMBER,
        )
    ).all()
    yesterday = local_date(work.now) - timedelta(days=1)
    ended = {row.team.village_id: row for row in rows if row.from_on < yesterday}
    for village_id, row in ended.items():
        row.status, row.to_on = PostingStatus.ENDED, yesterday
        held = (PostHolding.person_id == row.person_id, PostHolding.unit_id == village_id, PostHolding.to_on.is_(None))
        for holding in work.session.scalars(select(PostHolding).where(*held)):
            holding.to_on = yesterday
    work.session.flush()
    return len(ended)


def hire(work: UnitOfWork, plan: Plan) -> int:
    """Give each unit that is asked enough people whom it may nominate, each with an account; how many."""
    known = work.session.scalar(select(func.count()).where(Person.employee_no.startswith(NUMBERS))) or 0
    random, number, today = Random(SEED + known), known, local_date(work.now)
    for code, count in sorted(plan.shares().items()):
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == code)).one()
        for _ in range(count + -(-count // plan.reserve_every)):
            number += 1
            age = timedelta(days=random.randint(_YOUNGEST * 366, _OLDEST * 365))
            person = Person(
                name=person_name(random),
                employee_no=f"{NUMBERS}{number:05d}",
                unit_id=unit_id,
                born_on=today - age,
                is_party_member=True,
                sex=Sex.FEMALE if number % 3 == 0 else Sex.MALE,
                post_rank=RANKS[number % len(RANKS)],
            )
            work.session.add(person)
            work.session.flush()
            work.session.add(User(username=f"b{number:05d}", person_id=person.id))
    work.session.flush()
    return number - known


def nominees(store: Store) -> Mapping[str, list[Nominee]]:
    """Those people, by their unit's code."""
    found: dict[str, list[Nominee]] = {}
    with store.read() as work:
        rows = work.session.execute(
            select(Unit.code, Person.employee_no, Person.born_on)
            .join(Person, Person.unit_id == Unit.id)
            .where(Person.employee_no.startswith(NUMBERS))
            .order_by(Person.employee_no)
        )
        for code, number, born_on in rows:
            assert born_on is not None  # `hire` has given a day of birth to everybody
            found.setdefault(code, []).append(Nominee(number or "", born_on))
    return found


def places(work: UnitOfWork, villages: Sequence[str]) -> list[Place]:
    """The villages as the registers have them."""
    taken: dict[uuid.UUID, int] = {}
    posted = select(Team.village_id).join(Posting, Posting.team_id == Team.id)
    sought = select(Team.village_id).join(Slot, Slot.team_id == Team.id)
    for statement in (
        posted.where(Posting.status == PostingStatus.ACTIVE),
        sought.where(Slot.status == SlotStatus.OPEN, Slot.place.is_(None)),
    ):
        for village_id in work.session.scalars(statement):
            taken[village_id] = taken.get(village_id, 0) + 1
    rows = work.session.execute(
        select(Village, Unit.code).join(Unit, Unit.id == Village.unit_id).where(Unit.code.in_(villages))
    )
    return [
        Place(
            unit_code=code,
            code=village.code,
            kind=village.kind,
            latitude=village.latitude,
            longitude=village.longitude,
            radius=village.fence_radius_m,
            taken=taken.get(village.unit_id, 0),
        )
        for village, code in sorted(rows, key=lambda row: villages.index(row[1]))
    ]
