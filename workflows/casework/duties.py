"""Who must not act although their post would let them: separation of duties, recusal, unit conflicts, relations (rules.md, 1).

What keeps people away stands in rows (bars.py writes them); whom it keeps away is joined here, when somebody asks. So nothing
goes stale when a post, a relation or a decision changes, and lists ask it in the same statement that reads them.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    exists,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework.duty_sentences import (
    RECUSED as RECUSED,
)
from workflows.casework.duty_sentences import (
    RECUSED_FROM_CASE as RECUSED_FROM_CASE,
)
from workflows.casework.duty_sentences import (
    RELATED as RELATED,
)
from workflows.casework.duty_sentences import (
    SAME_UNIT as SAME_UNIT,
)
from workflows.casework.duty_sentences import (
    SUBJECT_RELATED as SUBJECT_RELATED,
)
from workflows.casework.duty_sentences import (
    SUBJECT_UNIT as SUBJECT_UNIT,
)
from workflows.casework.duty_sentences import (
    TOOK_PART as TOOK_PART,
)
from workflows.casework.duty_sentences import (
    absent_must_not as absent_must_not,
)
from workflows.casework.errors import NotAllowed
from workflows.casework.keys import checked
from workflows.casework.models import Case, CaseSubject, Decision, Recusal, RowEntry, Task, TaskBar, TaskStatus
from workflows.people import Actor, Holding, Person, PostHolding, Unit
from workflows.people.relatives import kin_of
from workflows.people.unit_tree import left_above
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, held

Left = tuple[frozenset[uuid.UUID], date]


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to others: themselves with their declared relatives, and every unit that they belong to, or to a part of.

    `left` are units that theirs was a part of, and the day on which the last of them was left: cases of before go by them too.
    """

    person_id: uuid.UUID
    people: frozenset[uuid.UUID]
    units: frozenset[uuid.UUID]
    left: Left | None = None


def standing_of(work: UnitOfWork, person_id: uuid.UUID) -> Standing:
    """The standing of a person today."""
    key = ("standing", person_id, local_date(work.now))
    return held(work, key, lambda: standings_of(work, {person_id})[person_id])


def standings_of(work: UnitOfWork, person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Standing]:
    """The standings of persons today, in two statements, and more only where a unit of theirs has moved.

    Somebody lent to the office stays on the roll of their unit, whatever post they hold now.
    """
    today = local_date(work.now)
    nobody = cast(null(), Uuid())
    on_roll = (
        select(Person.id, Unit.path, nobody).join(Unit, Person.unit_id == Unit.id).where(Person.id.in_(person_ids))
    )
    by_post = (
        select(PostHolding.person_id, Unit.path, nobody)
        .join(Unit, PostHolding.unit_id == Unit.id)
        .where(
            PostHolding.person_id.in_(person_ids),
            PostHolding.holding_on(today),
        )
    )
    kin = [
        select(found.c[0], literal(""), found.c[1])
        for found in (pairs.subquery() for pairs in kin_of(person_ids, today))
    ]
    codes: dict[uuid.UUID, set[str]] = {}
    people: dict[uuid.UUID, set[uuid.UUID]] = {}
    for person_id, path, other_id in work.session.execute(union_all(on_roll, by_post, *kin)):
        codes.setdefault(person_id, set()).update(code for code in path.split("/") if code)
        if other_id is not None:
            people.setdefault(person_id, set()).add(other_id)
    wanted = {code for each in codes.values() for code in each}
    found = work.session.execute(select(Unit.code, Unit.id).where(Unit.code.in_(wanted))) if wanted else ()
    ids = {code: unit_id for code, unit_id in found}
    standings = {}
    for person_id in {*person_ids, *codes, *people}:
        units = frozenset(ids[code] for code in codes.get(person_id, ()) if code in ids)
        left: dict[uuid.UUID, date] = {}
        for unit_id in units:
            for other, day in left_above(work, unit_id, today).items():
                left[other] = max(day, left.get(other, day))
        gone = left.keys() - units
        own = frozenset({person_id} | people.get(person_id, set()))
        last = (frozenset(gone), max(left[each] for each in gone)) if gone else None
        standings[person_id] = Standing(person_id, own, units, last)
    return standings


# Made once: every list and count of every page asks for them, and an alias costs more than all the rest of a condition.
_OTHER, _ANY_SUBJECT, _ANY_RECUSAL, _CASE = aliased(Task), aliased(CaseSubject), aliased(Recusal), aliased(Case)


def is_barred(standing: Standing) -> ColumnElement[bool]:
    """SQL: the person must not act on the Task, for whatever ground; for lists and counts."""
    bites = _bites(standing.person_id, standing.people, standing.units, standing.left)
    by_row = exists().where(TaskBar.task_id == Task.id, bites)
    by_recusal = exists().where(Recusal.case_id == Task.case_id, _recuses(standing.person_id))
    return or_(by_row, by_recusal)


def _keeps_from_before(case_id: Any, left: Left) -> ColumnElement[bool]:
    """SQL: the case keeps the places of units of a day before theirs was left."""
    begins = datetime.combine(left[1], time.min, OFFICE_ZONE)
    is_earlier = or_(_CASE.rules_on < left[1], and_(_CASE.rules_on.is_(None), _CASE.started_at < begins))
    return exists(select(_CASE.id).where(_CASE.id == case_id, is_earlier).correlate(Task))


def _bites(person_id: Any, people: Any, units: Any, left: Left | None = None) -> ColumnElement[bool]:
    """SQL: the TaskBar, of the Task, keeps the person with these relatives and units away; values or bound parameters.

    `left` are units that theirs have left, and the day on which the last of them did: cases of before go by them too.

    Both rows are those of the statement around it, however deep it stands there: left to itself, SQLAlchemy looks one level up
    only, and a step done in any other case would bar the person from this one.
    """
    # What somebody did in the case is found once for all bars of a task. No EXISTS: where it cannot tell whose steps these are,
    # PostgreSQL would read all that the person ever decided to look one up. What a substitute did for somebody, that person did as
    # well; each of the two is looked up in an index of its own. Whoever saved a row of a sheet has done that step, too.
    did = [
        TaskBar.element_id.in_(
            select(row.element_id).where(row.case_id == Task.case_id, by == person_id).correlate(Task)
        )
        for row in (Decision, RowEntry)
        for by in (row.person_id, row.substitute_for_id)
    ]
    holds = (
        exists()
        .where(
            _OTHER.case_id == Task.case_id,
            _OTHER.element_id == TaskBar.element_id,
            _OTHER.status == TaskStatus.OPEN.value,
            checked(or_(_OTHER.assignee_id == person_id, _OTHER.substitute_for_id == person_id)),
            _OTHER.id != Task.id,
        )
        .correlate(Task, TaskBar)
    )
    by_unit: ColumnElement[bool] = TaskBar.unit_id.in_(units)
    if left is not None:
        by_unit = or_(by_unit, and_(TaskBar.unit_id.in_(left[0]), _keeps_from_before(Task.case_id, left)))
    return or_(
        by_unit,
        TaskBar.person_id.in_(people),
        # Few bars name a step, and to ask in vain costs as much as all the rest.
        case((TaskBar.element_id.is_not(None), or_(*did, holds)), else_=False),
    )


def _recuses(person_id: Any) -> ColumnElement[bool]:
    """SQL: the Recusal is the person's, from the whole case or from the step of the Task."""
    return and_(
        Recusal.person_id == person_id, or_(Recusal.element_id.is_(None), Recusal.element_id == Task.element_id)
    )


@lru_cache(maxsize=256)
def _grounds(left: Left | None) -> CompoundSelect[Any]:
    """Built once: to build a statement and its cache key anew takes as long as the database takes to answer it."""
    person: Any = bindparam("person")
    tasks: Any = bindparam("tasks")
    bites = _bites(person, bindparam("people"), bindparam("units"), left)
    recusals = (
        select(Task.id, literal(True), Recusal.element_id, cast(null(), Uuid()), cast(null(), Uuid()))
        .join(Recusal, Recusal.case_id == Task.case_id)
        .where(Task.id.in_(tasks), _recuses(person))
    )
    bars = (
        select(TaskBar.task_id, literal(False), TaskBar.element_id, TaskBar.unit_id, TaskBar.person_id)
        .join(Task, TaskBar.task_id == Task.id)
        .where(TaskBar.task_id.in_(tasks), bites)
    )
    return union_all(recusals, bars)


def grounds(work: UnitOfWork, standing: Standing, task_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sentence]:
    """Why the person must not act, for those of these tasks on which they must not: one statement, however many tasks."""
    found: dict[uuid.UUID, Sentence] = {}
    asked = {
        "person": standing.person_id,
        "people": list(standing.people),
        "units": list(standing.units),
        "tasks": list(task_ids),
    }
    for task_id, is_recusal, element_id, unit_id, person_id in work.session.execute(_grounds(standing.left), asked):
        if is_recusal:
            found[task_id] = RECUSED if element_id else RECUSED_FROM_CASE
        else:
            found.setdefault(task_id, SAME_UNIT if unit_id else RELATED if person_id else TOOK_PART)
    return found


def case_ground(
    work: UnitOfWork, standing: Standing, case_id: uuid.UUID, *, withdraws: bool = False
) -> Sentence | None:
    """Why the person must not act on a case as a whole, or None: recused, or of the unit or related to those it is about.

    `withdraws`: they take back what they themselves started, before anybody decided on it (6a.6). What somebody asks of their own
    unit's office is about that unit, so the unit bars nobody from that; a recusal and whom the case is about do.
    """
    recused = exists().where(
        Recusal.case_id == case_id, Recusal.person_id == standing.person_id, Recusal.element_id.is_(None)
    )
    is_theirs: ColumnElement[bool] = CaseSubject.unit_id.in_(standing.units)
    if standing.left is not None:
        was_theirs = CaseSubject.unit_id.in_(standing.left[0])
        is_theirs = or_(is_theirs, and_(was_theirs, _keeps_from_before(case_id, standing.left)))
    of_unit = exists().where(CaseSubject.case_id == case_id, is_theirs)
    related = exists().where(CaseSubject.case_id == case_id, CaseSubject.person_id.in_(standing.people))
    is_recused_by_word, is_of_unit, is_close = work.session.execute(select(recused, of_unit, related)).one()
    if is_recused_by_word:
        return RECUSED_FROM_CASE
    if is_of_unit and not withdraws:
        return SUBJECT_UNIT
    return SUBJECT_RELATED if is_close else None


def require(work: UnitOfWork, actor: Actor, case: Case, task: Task | None, *, withdraws: bool = False) -> None:
    """May the actor act on the task, or with None on the case as a whole, for all that their post allows?

    The one question about duties: every verb asks it; `withdraws` as for `case_ground`. Raises NotAllowed with the ground.
    """
    if task is None:
        ground = case_ground(work, standing_of(work, actor.person_id), case.id, withdraws=withdraws)
    else:
        ground = _ground(work, actor.person_id, case, task)
    if ground is not None:
        raise NotAllowed(*ground)


def require_for_both(
    work: UnitOfWork, actor: Actor, case: Case, task: Task | None, ways: Sequence[Holding | None]
) -> Holding | None:
    """The first of these posts in which nothing keeps the actor away: as a substitute, neither them nor whom they stand in for.

    A way without a post is one's own. Raises NotAllowed with the actor's own ground, or that the person absent must not act.
    """
    require(work, actor, case, task)
    names = {holding.for_id: holding.for_name for holding in ways if holding is not None}
    barred: list[uuid.UUID] = []
    for holding in ways:
        for_id = holding.for_id if holding is not None else None
        if for_id is None:
            return holding
        if for_id not in barred:
            if _ground(work, for_id, case, task) is None:
                return holding
            barred.append(for_id)
    if barred:
        raise NotAllowed(*absent_must_not(names[barred[0]]))
    return None


def may_direct(work: UnitOfWork, person_id: uuid.UUID, case: Case) -> bool:
    """True where no duty keeps the person from acting on the case as a whole."""
    return case_ground(work, standing_of(work, person_id), case.id) is None


def _ground(work: UnitOfWork, person_id: uuid.UUID, case: Case, task: Task | None) -> Sentence | None:
    standing = standing_of(work, person_id)
    if task is None:
        return case_ground(work, standing, case.id)
    return grounds(work, standing, [task.id]).get(task.id)


def recused_from(work: UnitOfWork, actor: Actor, case_id: uuid.UUID, process_id: str | None = None) -> bool:
    """True where the actor reads this process's part of the case no longer by post (6a, rule 6); None: the whole case."""
    return bool(work.session.scalar(select(stands_aside(actor, case_id, process_id))))


def stands_aside(actor: Actor, case_id: Any, process_id: Any = None) -> ColumnElement[bool]:
    """SQL: the actor is recused from the case, or related to those whom it, or the process that it called, is about.

    Columns or values; for lists and counts: it needs no other statement before it. Who stands aside nowhere, as nearly everybody,
    is asked about once and not again for each row.
    """
    return stands_aside_with(actor.person_id, actor.close, case_id, process_id)


def stands_aside_with(me: Any, close: Any, case_id: Any, process_id: Any = None) -> ColumnElement[bool]:
    """SQL: the same for a person and those close to them, which may be bound when the statement runs."""
    # The first in the order of its index. An EXISTS would read the whole table for it where PostgreSQL believes that many cases are
    # about these people; and about most people there is none.
    anywhere = or_(
        *(
            select(row.person_id)
            .where(is_theirs)
            .order_by(row.person_id)
            .limit(1)
            .correlate(None)
            .scalar_subquery()
            .is_not(None)
            for row, is_theirs in (
                (_ANY_RECUSAL, _ANY_RECUSAL.person_id.in_([me])),
                (_ANY_SUBJECT, _ANY_SUBJECT.person_id.in_(close)),
            )
        )
    )
    part: ColumnElement[bool] = CaseSubject.process_id.is_(None)
    if process_id is not None:
        part = or_(part, CaseSubject.process_id == process_id)
    here = or_(
        exists().where(Recusal.case_id == case_id, Recusal.person_id == me, Recusal.element_id.is_(None)),
        exists().where(CaseSubject.case_id == case_id, part, CaseSubject.person_id.in_(close)),
    )
    return case((anywhere, here), else_=False)
