"""The registers as pages list them to whoever may read the roster: people with their postings, villages with their teams.

Which rows that are, the right `roster` says (design 6a, rule 7); where the village lies is a right of its own.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, Uuid, exists, literal, or_, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload

from workflows.people.actor import Actor
from workflows.people.models import Person, Unit
from workflows.people.records import RecordScope, records_about, records_held, records_open_to
from workflows.people.roster import Posting, Team, Village
from workflows.people.village_codes import is_called
from workflows.people.words import PostingStatus, UnitKind
from workflows.store import UnitOfWork

PER_PAGE = 50
_NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as the list names them; the number is for who reads the roster of the person's own unit."""

    person: Person
    number: str
    posting: Posting | None  # that goes on, where the reader may see it


@dataclass(frozen=True, slots=True)
class VillageLine:
    """A village with the teams that stand in it, each with who is posted to it now."""

    unit: Unit
    village: Village | None
    is_place_open: bool  # coordinates and fence
    teams: Sequence[tuple[Team, Sequence[Posting]]]


def people_lines(
    work: UnitOfWork, actor: Actor, search: str, *, after: str = "", per_page: int = PER_PAGE
) -> tuple[list[PersonLine], str | None]:
    """People by name whose unit or posting the reader's posts open, relatives of the reader left out, from behind `after`, and
    behind what the next page begins.

    `search` is the beginning of a name or a staff number. Three statements.
    """
    name, _, digits = after.rpartition(".")
    place: ColumnElement[bool] = tuple_(Person.name, Person.id) > tuple_(
        literal(name, String()), literal(_id_of(digits), Uuid())
    )
    words = search.strip()
    found = select(Person).outerjoin(Unit, Unit.id == Person.unit_id).options(contains_eager(Person.unit))
    found = found.where(
        place,
        records_held(actor, "roster", Person.id, lambda each: or_(each.holds(Unit.path), is_posted_in(each))),
    )
    if words:
        found = found.where(or_(Person.name.startswith(words, autoescape=True), Person.employee_no == words))
    rows = work.session.scalars(found.order_by(Person.name, Person.id).limit(per_page + 1)).all()
    shown = rows[:per_page]
    postings = {each.person_id: each for each in _postings(work, actor, Posting.person_id.in_([p.id for p in shown]))}
    lines = [
        PersonLine(
            each, _number(actor, each),
            postings.get(each.id),
        )
        for each in shown
    ]  # fmt: skip
    return lines, f"{shown[-1].name}.{shown[-1].id.hex}" if len(rows) > per_page else None


def village_lines(
    work: UnitOfWork,
    actor: Actor,
    search: str,
    *,
    after: str = "",
    per_page: int = PER_PAGE,
) -> tuple[list[VillageLine], str | None]:
    """Villages that the reader's posts open in the order of the tree from behind the path `after`, and behind which path the next
    page begins; relatives of the reader are not named.

    `search` is a part of a name, or the beginning of a code. Three statements.
    """
    scope, places = (records_open_to(actor, kind) for kind in ("roster", "coordinates"))
    words = search.strip()
    found = select(Unit, Village).outerjoin(Village, Village.unit_id == Unit.id)
    found = found.where(Unit.path > after, Unit.kind == UnitKind.VILLAGE, scope.holds(Unit.path))
    if words:
        named = (Unit.name.contains(words, autoescape=True), Unit.code.startswith(words, autoescape=True))
        found = found.where(or_(*named, is_called(words)))
    rows = work.session.execute(found.order_by(Unit.path).limit(per_page + 1)).all()
    shown = rows[:per_page]
    here = Team.village_id.in_([unit.id for unit, _ in shown])
    teams: dict[uuid.UUID, list[Team]] = defaultdict(list)
    known = select(Team).options(joinedload(Team.dispatching_unit)).where(here).order_by(Team.name, Team.id)
    for team in work.session.scalars(known):
        teams[team.village_id].append(team)
    posted: dict[uuid.UUID, list[Posting]] = defaultdict(list)
    for posting in _postings(work, actor, here):
        posted[posting.team_id].append(posting)
    lines = [
        VillageLine(
            unit, village, places.covers(unit.path), [(team, posted[team.id]) for team in teams.get(unit.id, ())]
        )
        for unit, village in shown
    ]
    return lines, shown[-1][0].path if len(rows) > per_page else None


def stands_open(actor: Actor) -> ColumnElement[bool]:
    """SQL: the Person, whose Unit is joined, is the actor or stands in the roster that the actor's posts open."""
    is_open = records_held(actor, "roster", Person.id, lambda each: or_(each.holds(Unit.path), is_posted_in(each)))
    return or_(Person.id == actor.person_id, is_open)


def is_posted_in(scope: RecordScope) -> ColumnElement[bool]:
    """SQL: the Person is posted to a village, or by a unit, whose records lie in the scope."""
    village, sender = aliased(Unit), aliased(Unit)
    return exists().where(
        Posting.person_id == Person.id,
        Posting.status == PostingStatus.ACTIVE,
        Team.id == Posting.team_id,
        village.id == Team.village_id,
        sender.id == Team.dispatching_unit_id,
        scope.holds(village.path, sender.path),
    )


def _postings(work: UnitOfWork, actor: Actor, which: ColumnElement[bool]) -> Sequence[Posting]:
    village, sender = aliased(Unit), aliased(Unit)
    is_open = records_held(actor, "roster", Posting.person_id, lambda scope: scope.holds(village.path, sender.path))
    return work.session.scalars(
        select(Posting)
        .join(Posting.team)
        .join(Posting.person)
        .join(village, village.id == Team.village_id)
        .join(sender, sender.id == Team.dispatching_unit_id)
        .options(contains_eager(Posting.team), contains_eager(Posting.person))
        .where(Posting.status == PostingStatus.ACTIVE, which, is_open)
        .order_by(Posting.role, Person.name, Posting.id)
    ).all()


def _number(actor: Actor, person: Person) -> str:
    scope = records_about(actor, "roster", person.id)
    return person.employee_no or "" if scope.covers(person.unit.path if person.unit else None) else ""


def _id_of(digits: str) -> uuid.UUID:
    try:
        return uuid.UUID(hex=digits)
    except ValueError:
        return _NOBODY
