"""Which clocks of a case somebody sees: readers and who watches all of them, others those of the case and of their own unit.

Of the clocks of single items (one for each unit that reports, say) whoever knows the clocks by rule 3 or 8 only sees those of
their units and those that an open task of theirs hangs on; a unit that owes those of an item, and does nothing else in the case,
sees no other (design 6a).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, literal, or_, select

from workflows.casework import access
from workflows.casework.grants import Grants
from workflows.casework.keys import checked
from workflows.casework.models import Case, CaseReader, Deadline, DeadlineStatus, Ground, Task, TaskStatus
from workflows.casework.offered import is_offered
from workflows.people import Actor

SEES_ALL = (Ground.READS.value, Ground.WATCHES.value)
# Between the number of an item and its name: without a name, items of two steps would be taken for each other.
_NAMED = " · "


def sees(deadline: Deadline, grants: Grants, unit_id: uuid.UUID | None, open_tasks: Iterable[Task]) -> bool:
    """Whether a reader who sees clocks of a case sees this one. `unit_id` is the unit of the case."""
    if grants.reads or Ground.WATCHES.value in grants.grounds:
        return True
    if deadline.item_number == 0:
        return bool(grants.does) or grants.owes_case
    units = grants.actor.units
    # Of a clock from before its item was kept nothing says whose it is: it counts as the case's own.
    if (unit_id if deadline.item_number is None else deadline.unit_id) in units:
        return True
    return any(task.id in grants.does and _hangs_on(task, deadline) for task in open_tasks)


def _hangs_on(task: Task, deadline: Deadline) -> bool:
    is_same = (task.process_id, task.item) == (deadline.process_id, deadline.item)
    return task.id == deadline.token_id or (is_same and _NAMED in deadline.item)


def grounds_at(
    task: Task, grounds: frozenset[str], owes_case: bool, actor: Actor, clocks: Iterable[Deadline]
) -> frozenset[str]:
    """The grounds by which somebody may know of an open step: what a unit owes for one item tells it of that item's steps alone."""
    if owes_case or Ground.OWES.value not in grounds:
        return grounds
    own = (each for each in clocks if each.case_id == task.case_id and each.unit_id in actor.units)
    owed = (each for each in own if each.status == DeadlineStatus.RUNNING)
    return grounds if any(_hangs_on(task, each) for each in owed) else grounds - {Ground.OWES.value}


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """SQL: the same of the Deadline row, whose Case row the statement holds too, for an actor who sees clocks of the case."""
    by_reader = exists().where(
        CaseReader.case_id == Deadline.case_id,
        or_(
            CaseReader.ground.in_(SEES_ALL),
            and_(Deadline.item_number == 0, CaseReader.ground.in_((Ground.DOES.value, Ground.ASKED.value))),
        ),
        access.opens(actor),
    )
    return or_(
        _is_of(sorted(actor.units), Case.unit_id), by_reader, _hangs(actor.person_id, access.candidate_condition(actor))
    )


def seen_by_row(person_id: Any, named: ColumnElement[bool], units: Any) -> ColumnElement[bool]:
    """SQL: the same for whoever the CaseReader row opens the case to, by a ground that does not open every clock.

    `named` says which TaskCandidate rows name them; all three may be bound when the statement runs, which needs no Case row.
    """
    does = CaseReader.ground.in_((Ground.DOES.value, Ground.ASKED.value))
    of_case = select(Case.unit_id).where(Case.id == Deadline.case_id).correlate(Deadline).scalar_subquery()
    return or_(and_(Deadline.item_number == 0, does), _is_of(units, of_case), _hangs(person_id, named))


def _is_of(units: Any, of_case: Any) -> ColumnElement[bool]:
    # Of a clock from before its item was kept nothing says whose it is: it counts as the case's own.
    return case((Deadline.item_number > 0, Deadline.unit_id), else_=of_case).in_(units)


def _hangs(person_id: Any, named: ColumnElement[bool]) -> ColumnElement[bool]:
    is_same = and_(Task.process_id == Deadline.process_id, Task.item == Deadline.item, Deadline.item.contains(_NAMED))
    is_own = or_(Task.assignee_id == person_id, and_(Task.assignee_id.is_(None), is_offered(named)))
    # No EXISTS: without statistics PostgreSQL would read every task to look up those of a few cases.
    found = select(literal(1)).where(
        Task.case_id == Deadline.case_id,
        checked(Task.status == TaskStatus.OPEN.value),
        or_(Task.id == Deadline.token_id, is_same),
        checked(is_own),
    )
    return found.correlate(Deadline).limit(1).scalar_subquery().is_not(None)
