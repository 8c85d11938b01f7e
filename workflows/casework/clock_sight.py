"""Which clocks of a case somebody sees: readers and who watches all of them, others those of the case and of their own unit.

Of the clocks of single items (one for each unit that reports, say) whoever knows the clocks by rule 3 or 8 only sees those of
their units and those that an open task of theirs hangs on (design 6a).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, exists, or_

from workflows.casework import access
from workflows.casework.grants import Grants
from workflows.casework.keys import checked
from workflows.casework.models import Case, CaseReader, Deadline, Ground, Task, TaskStatus
from workflows.casework.offered import is_offered
from workflows.people import Actor

# Between the number of an item and its name: without a name, items of two steps would be taken for each other.
_NAMED = " · "


def sees(deadline: Deadline, grants: Grants, unit_id: uuid.UUID | None, open_tasks: Iterable[Task]) -> bool:
    """Whether a reader who sees clocks of a case sees this one. `unit_id` is the unit of the case."""
    if grants.reads or Ground.WATCHES.value in grants.grounds or deadline.item_number == 0:
        return True
    units = {holding.unit_id for holding in grants.actor.holdings}
    # Of a clock from before its item was kept nothing says whose it is: it counts as the case's own.
    if (unit_id if deadline.item_number is None else deadline.unit_id) in units:
        return True
    return any(task.id in grants.does and _hangs_on(task, deadline) for task in open_tasks)


def _hangs_on(task: Task, deadline: Deadline) -> bool:
    is_same = (task.process_id, task.item) == (deadline.process_id, deadline.item)
    return task.id == deadline.token_id or (is_same and _NAMED in deadline.item)


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """SQL: the same of the Deadline row, whose Case row the statement holds too, for an actor who sees clocks of the case."""
    units = sorted({holding.unit_id for holding in actor.holdings})
    reads_all = exists().where(
        CaseReader.case_id == Deadline.case_id,
        CaseReader.ground.in_((Ground.READS.value, Ground.WATCHES.value)),
        access.opens(actor),
    )
    is_same = and_(Task.process_id == Deadline.process_id, Task.item == Deadline.item, Deadline.item.contains(_NAMED))
    is_own = or_(
        Task.assignee_id == actor.person_id,
        and_(Task.assignee_id.is_(None), is_offered(access.candidate_condition(actor))),
    )
    hangs = exists().where(
        Task.case_id == Deadline.case_id,
        checked(Task.status == TaskStatus.OPEN.value),
        or_(Task.id == Deadline.token_id, is_same),
        is_own,
    )
    return or_(
        Deadline.item_number == 0,
        and_(Deadline.item_number.is_not(None), Deadline.unit_id.in_(units)),
        and_(Deadline.item_number.is_(None), Case.unit_id.in_(units)),
        reads_all,
        hangs,
    )
