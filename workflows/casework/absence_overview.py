"""Absences as pages list them, and the two days on which both of the two are told: when one begins, and after its last day."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework.absence_texts import begun_texts, ended_texts
from workflows.casework.absences import INSIDE, may_decide, may_withdraw, tell
from workflows.casework.keys import Key, Rows
from workflows.casework.queue import digits_of, moment_of_digits
from workflows.people import Absence, AbsencePost, Actor, Person, Post, PostHolding, Unit, User
from workflows.people.actor import holdings_of
from workflows.people.posting import is_posted_to
from workflows.people.words import ChangeState
from workflows.store import UnitOfWork

PER_PAGE = 50
PAST = 20  # of one's own that are over
CHOICES = 200  # persons to choose from; beyond that a name narrows them

_WITH_NAMES = (
    joinedload(Absence.person),
    joinedload(Absence.substitute),
    joinedload(Absence.prepared_by),
    selectinload(Absence.posts).options(joinedload(AbsencePost.post), joinedload(AbsencePost.unit)),
)


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence as one person sees it."""

    absence: Absence
    is_running: bool
    may_withdraw: bool
    may_decide: bool
    may_take_back: bool


def own_absences(work: UnitOfWork, actor: Actor) -> tuple[Sequence[AbsenceRow], Sequence[AbsenceRow]]:
    """(The actor's absences, those in which the actor stands in), the latest first; two statements."""
    mine = or_(Absence.person_id == actor.person_id, Absence.substitute_id == actor.person_id)
    rows = work.session.scalars(
        select(Absence).options(*_WITH_NAMES).where(mine).order_by(Absence.to_on.desc(), Absence.id).limit(2 * PAST)
    ).all()
    seen = [row_for(work, actor, row) for row in rows]
    # Of what waits to be decided, or was refused, the substitute hears nothing: it is nothing to them yet.
    lent = [
        each
        for each in seen
        if each.absence.substitute_id == actor.person_id and each.absence.state is ChangeState.DECIDED
    ]
    return [each for each in seen if each.absence.person_id == actor.person_id], lent


def absences_page(work: UnitOfWork, actor: Actor, *, past: bool, after: Key | None = None) -> Rows[AbsenceRow]:
    """Everybody's absences for whoever administers or decides: those that run or come, or all, the last to end first."""
    # From the first key on where all are asked for: an index is walked for one page, however many there are.
    first = date.min if past else local_date(work.now)
    statement: Select[Absence] = select(Absence).options(*_WITH_NAMES).where(Absence.to_on >= first)
    if after is not None:
        day = local_date(moment_of_digits(after.place[:20]))
        statement = statement.where(or_(Absence.to_on < day, and_(Absence.to_on == day, Absence.id < after.id)))
    rows = work.session.scalars(statement.order_by(Absence.to_on.desc(), Absence.id.desc()).limit(PER_PAGE + 1)).all()
    last = rows[PER_PAGE - 1] if len(rows) > PER_PAGE else None
    following = Key(digits_of(datetime.combine(last.to_on, time.min, OFFICE_ZONE)), last.id) if last else None
    return Rows([row_for(work, actor, row) for row in rows[:PER_PAGE]], following)


def waiting_absences(work: UnitOfWork, actor: Actor) -> Sequence[AbsenceRow]:
    """Those that wait to be decided, the oldest first."""
    statement = select(Absence).options(*_WITH_NAMES).where(Absence.state == ChangeState.PREPARED)
    rows = work.session.scalars(statement.order_by(Absence.prepared_at, Absence.id).limit(PER_PAGE)).all()
    return [row_for(work, actor, row) for row in rows]


def row_for(work: UnitOfWork, actor: Actor, row: Absence) -> AbsenceRow:
    """One absence, with what the actor may do about it."""
    today = local_date(work.now)
    counts = row.state is ChangeState.DECIDED and row.withdrawn_at is None and row.to_on >= today
    is_waiting = row.state is ChangeState.PREPARED
    return AbsenceRow(
        row,
        counts and row.from_on <= today,
        counts and may_withdraw(actor, row),
        is_waiting and may_decide(actor, row),
        is_waiting and row.prepared_by_id == actor.person_id,
    )


def possible_substitutes(work: UnitOfWork, person_id: uuid.UUID, words: str = "") -> Sequence[Person]:
    """Persons with an open account who belong to a unit in which this person holds a post, or to a part of it, by name.

    For posts of the office those of the office, for one that administers whoever administers too, and for a village's own post
    nobody of its team. Which of them fits the posts that are chosen, entering it says.
    """
    held = holdings_of(work, person_id)
    if not held:
        return []
    today = local_date(work.now)
    fits: list[ColumnElement[bool]] = []
    for holding in held:
        if holding.administers:
            fits.append(
                exists().where(
                    PostHolding.person_id == Person.id,
                    PostHolding.holding_on(today),
                    Post.key == PostHolding.post_key,
                    Post.administers,
                )
            )
            continue
        within = (
            [Unit.kind.in_(INSIDE)] if holding.is_inside else [Unit.path.startswith(holding.unit_path, autoescape=True)]
        )
        on_roll = exists().where(Unit.id == Person.unit_id, *within)
        by_post = exists().where(
            PostHolding.person_id == Person.id, PostHolding.holding_on(today), Unit.id == PostHolding.unit_id, *within
        )
        fits.append(on_roll)
        if holding.is_of_team or holding.is_inside:
            fits.append(by_post)
        else:
            fits.append(and_(by_post, not_(is_posted_to(Person.id, holding.unit_id))))
    statement = (
        select(Person)
        .options(joinedload(Person.unit))
        # By name from the first on: the index is walked until enough are found, not the table.
        .where(
            Person.name > "",
            exists().where(User.person_id == Person.id, User.is_active),
            Person.id != person_id,
            or_(*fits),
        )
    )
    if text := words.strip():
        starts = (column.startswith(text, autoescape=True) for column in (Person.name, Person.employee_no))
        statement = statement.where(or_(*starts))
    return work.session.scalars(statement.order_by(Person.name, Person.id).limit(CHOICES)).all()


def _untold(work: UnitOfWork) -> Select[Absence]:
    today = local_date(work.now)
    counts = and_(Absence.state == ChangeState.DECIDED, Absence.withdrawn_at.is_(None))
    begins = and_(Absence.begun_told_at.is_(None), Absence.from_on <= today, Absence.to_on >= today)
    is_over = and_(Absence.ended_told_at.is_(None), Absence.to_on < today)
    return select(Absence).where(counts, or_(begins, is_over)).order_by(Absence.to_on, Absence.id)


def has_untold(work: UnitOfWork) -> bool:
    """True where somebody is to be told that an absence begins or is over."""
    return work.session.scalar(_untold(work).with_only_columns(Absence.id).limit(1)) is not None


def tell_untold(work: UnitOfWork, *, limit: int = 200) -> int:
    """Tell the person and the substitute of each, once; how many absences."""
    rows = work.session.scalars(_untold(work).options(*_WITH_NAMES).limit(limit).with_for_update(of=Absence)).all()
    for row in rows:
        is_over = row.to_on < local_date(work.now)
        texts = ended_texts(row) if is_over else begun_texts(row)
        for person_id, text in zip((row.person_id, row.substitute_id), texts, strict=True):
            tell(work, person_id, text)
        row.begun_told_at = row.begun_told_at or work.now
        if is_over:
            row.ended_told_at = work.now
    return len(rows)
