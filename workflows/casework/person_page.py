"""What one person's page shows of posts, postings and absences, each row by the reader's own right (design 6a, rule 7).

Records outside cases are one's own, or those of units that a post with the right `roster` covers. Nothing is counted that is not
shown. Which cases and letters stand on the page, documents/person_cases.py says.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from workflows.calendar.zone import local_date
from workflows.casework.errors import NotFound
from workflows.casework.setting_changes import may_decide
from workflows.people import Absence, Actor, Person, PostHolding, Unit
from workflows.people.records import RecordScope, records_about, records_held, records_open_to, relatives_of
from workflows.people.roster import Posting, Team
from workflows.people.words import ChangeState
from workflows.store import UnitOfWork

SHOWN = 50
"""Rows of each part, the latest first; more than that nobody has in a life of office."""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person as one reader may see them. A part is None where the reader has no right to it at all."""

    person: Person
    is_own: bool
    in_roster: bool  # the reader's post covers the person's own unit
    sees_sex: bool  # their own, or of the units whose registers the reader decides on
    keeps: bool  # the reader keeps posts, and may enter that the person is away
    holdings: Sequence[PostHolding]
    postings: Sequence[Posting]
    absences: Sequence[Absence] | None
    away: Absence | None  # that runs today, of those


def person_page(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> PersonPage:
    """The page of a person. Raises NotFound where nobody is there, or no right of the reader opens anything of them."""
    person = work.session.scalar(select(Person).options(joinedload(Person.unit)).where(Person.id == person_id))
    if person is None:
        raise _nobody()
    is_own = person_id == actor.person_id
    keeps = keeps_posts(actor)
    scope = records_about(actor, "roster", person_id)
    in_roster = scope.covers(person.unit.path if person.unit is not None else None)
    # Whoever keeps the posts sees who holds them; the other records are of those whose post says so.
    holdings = work.session.scalars(_holdings(person_id, true() if is_own or keeps else None, scope)).all()
    postings = work.session.scalars(_postings(person_id, true() if is_own else None, scope)).all()
    if not (is_own or keeps or in_roster or holdings or postings):
        raise _nobody()
    absences = work.session.scalars(_absences(person_id)).all() if is_own or keeps else None
    today = local_date(work.now)
    running = (
        each
        for each in absences or ()
        if each.person_id == person_id and each.from_on <= today <= each.to_on and each.withdrawn_at is None
    )
    return PersonPage(
        person=person,
        is_own=is_own,
        in_roster=in_roster,
        sees_sex=is_own or (in_roster and may_decide(actor, None)),
        keeps=keeps,
        holdings=holdings,
        postings=postings,
        absences=absences,
        away=next(running, None),
    )


def person_known(work: UnitOfWork, actor: Actor, person_id: uuid.UUID, *, otherwise: bool) -> Person:
    """The person whom a part of the page is about. Raises NotFound where nobody is there, or neither the reader's posts nor what
    the part itself shows (`otherwise`) opens anything of them. One statement."""
    person = work.session.scalar(select(Person).options(joinedload(Person.unit)).where(Person.id == person_id))
    if person is None:
        raise _nobody()
    covers = records_about(actor, "roster", person_id).covers(person.unit.path if person.unit is not None else None)
    if not (otherwise or covers or person_id == actor.person_id or keeps_posts(actor)):
        raise _nobody()
    return person


def pages_open(work: UnitOfWork, actor: Actor, people: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of these people whose pages are open to the reader, as `person_page` says; one statement at most."""
    if keeps_posts(actor):
        return frozenset(people)
    asked = frozenset(people) - relatives_of(actor) - {actor.person_id}
    own = frozenset(people) & {actor.person_id}
    if not asked or records_open_to(actor, "roster") == RecordScope():
        return own
    village, sender, held = aliased(Unit), aliased(Unit), aliased(Unit)

    def holds(scope: RecordScope) -> ColumnElement[bool]:
        is_posted = exists().where(
            Posting.person_id == Person.id,
            Team.id == Posting.team_id,
            village.id == Team.village_id,
            sender.id == Team.dispatching_unit_id,
            scope.holds(village.path, sender.path),
        )
        holds_post = exists().where(
            PostHolding.person_id == Person.id, held.id == PostHolding.unit_id, scope.holds(held.path)
        )
        return or_(scope.holds(Unit.path), holds_post, is_posted)

    statement = select(Person.id).outerjoin(Unit, Unit.id == Person.unit_id).where(Person.id.in_(sorted(asked)))
    statement = statement.where(records_held(actor, "roster", Person.id, holds))
    return own | frozenset(work.session.scalars(statement))


def keeps_posts(actor: Actor) -> bool:
    """Whether somebody keeps posts and units: whoever administers, and whoever decides on such changes."""
    return any(holding.administers or holding.settings for holding in actor.holdings)


def _nobody() -> NotFound:
    return NotFound("There is no such person.", "没有这个人员。")


def _holdings(person_id: uuid.UUID, all_of_them: ColumnElement[bool] | None, scope: RecordScope) -> Select[PostHolding]:
    return (
        select(PostHolding)
        .join(PostHolding.unit)
        .options(contains_eager(PostHolding.unit), joinedload(PostHolding.post))
        .where(PostHolding.person_id == person_id, scope.holds(Unit.path) if all_of_them is None else all_of_them)
        .order_by(PostHolding.from_on.desc(), PostHolding.id)
        .limit(SHOWN)
    )


def _postings(person_id: uuid.UUID, all_of_them: ColumnElement[bool] | None, scope: RecordScope) -> Select[Posting]:
    village, sender = aliased(Unit), aliased(Unit)
    return (
        select(Posting)
        .join(Posting.team)
        .join(village, village.id == Team.village_id)
        .join(sender, sender.id == Team.dispatching_unit_id)
        .options(contains_eager(Posting.team).joinedload(Team.dispatching_unit))
        .where(
            Posting.person_id == person_id,
            scope.holds(village.path, sender.path) if all_of_them is None else all_of_them,
        )
        .order_by(Posting.from_on.desc(), Posting.id)
        .limit(SHOWN)
    )


def _absences(person_id: uuid.UUID) -> Select[Absence]:
    return (
        select(Absence)
        .options(joinedload(Absence.person), joinedload(Absence.substitute))
        .where(
            or_(Absence.person_id == person_id, Absence.substitute_id == person_id),
            # What waits or was refused is nothing to the substitute yet.
            Absence.state == ChangeState.DECIDED,
        )
        .order_by(Absence.to_on.desc(), Absence.id)
        .limit(SHOWN)
    )
