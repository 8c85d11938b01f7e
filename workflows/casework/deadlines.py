"""The clocks: the board of running and overdue deadlines with unit and office time, and the one extension the rules allow."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from workflows.casework import access, catalogue
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import (
    Case,
    Deadline,
    DeadlineExtension,
    DeadlineStatus,
    Task,
    TaskStatus,
    Timer,
)
from workflows.people import Actor, Holding
from workflows.procedure.model import Element
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One clock as the board shows it. Seconds of unit and office time are counted up to now, or to the stop."""

    deadline: Deadline
    case: Case
    unit_seconds: float
    office_seconds: float
    holders: Sequence[Task]
    next_timer: Timer | None

    def is_overdue(self, now: datetime) -> bool:
        """True where the clock has run past its due time."""
        return self.deadline.is_overdue(now)


def side_seconds(deadline: Deadline, now: datetime) -> tuple[float, float]:
    """Seconds of (unit, office) time of a deadline up to now, or to its stop."""
    seconds = {"unit": 0.0, "office": 0.0}
    for span in deadline.spans:
        end = span.ended_at or deadline.stopped_at or now
        seconds[span.side] += max((end - span.started_at).total_seconds(), 0.0)
    return seconds["unit"], seconds["office"]


def overdue_days(deadline: Deadline, now: datetime) -> int:
    """Days that a clock ran past its due time, begun days counting whole; up to now, or to its stop. They never go away again.

    An extension that was granted too late (before it was refused) hides nothing: what had run by then is counted with the rest.
    """
    late = max((deadline.stopped_at or now) - deadline.due_at, timedelta())
    for extension in deadline.extensions:
        late += max(extension.granted_at - extension.previous_due_at, timedelta())
    return -(-late // timedelta(days=1))


def deadline_of(work: UnitOfWork, deadline_id: uuid.UUID) -> Deadline:
    """The clock with this id. Raises NotFound."""
    deadline = work.session.get(Deadline, deadline_id)
    if deadline is None:
        raise NotFound("This deadline does not exist.", "该时限不存在。")
    return deadline


def granting_holding(work: UnitOfWork, deadline: Deadline, actor: Actor) -> tuple[Element, Holding]:
    """The activity of a clock, and the post in which the actor may extend it or say why it ran over.

    Raises InvalidRequest for a clock that nobody may extend, and NotAllowed for another post and for the unit that owes (C8).
    """
    version = catalogue.version_in_case(deadline.case, deadline.process_id)
    element = catalogue.procedure_of(work, version).elements[deadline.element_id]
    post = element.property("deadline_extension_by")
    if not post:
        raise InvalidRequest("This deadline cannot be extended.", "该时限不能延期。")
    holding = actor.holds(post)
    if holding is None:
        raise NotAllowed("Your post may not extend this deadline.", "您的岗位无权批准延期。")
    unit_id = deadline.case.unit_id
    if unit_id is not None and any(held.unit_id == unit_id for held in actor.holdings):
        raise NotAllowed(
            "The unit that owes the replacement cannot extend its own deadline.", "欠派单位不得自行批准延期。"
        )
    return element, holding


def deadline_board(
    work: UnitOfWork,
    actor: Actor,
    *,
    status: str | None = DeadlineStatus.RUNNING.value,
    name: str | None = None,
    is_overdue: bool = False,
    only: uuid.UUID | None = None,
    after: uuid.UUID | None = None,
    limit: int = 500,
) -> list[DeadlineRow]:
    """Clocks of the cases the actor may see, the most urgent first.

    `name` narrows to one kind, such as `replacement`, `only` to one clock; the list goes on `after` the last clock of a page.
    """
    statement = (
        select(Deadline)
        .join(Case, Deadline.case_id == Case.id)
        .options(
            joinedload(Deadline.case).joinedload(Case.unit),
            selectinload(Deadline.spans),
            selectinload(Deadline.extensions).joinedload(DeadlineExtension.granted_by),
        )
        .where(access.visible_cases(actor))
        .order_by(Deadline.due_at, Deadline.id)
        .limit(limit)
    )
    if status:
        statement = statement.where(Deadline.status == status)
    if name:
        statement = statement.where(Deadline.name == name)
    if is_overdue:
        statement = statement.where(Deadline.due_at < work.now)
    if only:
        statement = statement.where(Deadline.id == only)
    last = work.session.get(Deadline, after) if after else None
    if last is not None:
        statement = statement.where(tuple_(Deadline.due_at, Deadline.id) > tuple_(last.due_at, last.id))
    deadlines = work.session.scalars(statement).all()
    cases = {deadline.case_id for deadline in deadlines}
    holders = _open_tasks(work, cases)
    timers = _next_timers(work, cases)
    rows = []
    for deadline in deadlines:
        unit_seconds, office_seconds = side_seconds(deadline, work.now)
        rows.append(
            DeadlineRow(
                deadline=deadline,
                case=deadline.case,
                unit_seconds=unit_seconds,
                office_seconds=office_seconds,
                holders=holders.get(deadline.case_id, []),
                next_timer=timers.get(deadline.case_id),
            )
        )
    return rows


def deadline_kinds(work: UnitOfWork, actor: Actor, status: str) -> Sequence[tuple[str, str, str, int]]:
    """The kinds of clocks on the board: name, label, English label, and how many there are."""
    statement = (
        select(Deadline.name, func.min(Deadline.label), func.min(Deadline.label_en), func.count(Deadline.id))
        .join(Case, Deadline.case_id == Case.id)
        .where(Deadline.status == status, access.visible_cases(actor))
        .group_by(Deadline.name)
        .order_by(Deadline.name)
    )
    return [(row[0], row[1], row[2], row[3]) for row in work.session.execute(statement)]


def overdue_count(work: UnitOfWork, actor: Actor) -> int:
    """How many running clocks of the cases the actor may see have passed their due time: the number beside the board."""
    statement = (
        select(func.count(Deadline.id))
        .join(Case, Deadline.case_id == Case.id)
        .where(Deadline.status == DeadlineStatus.RUNNING.value, Deadline.due_at < work.now, access.visible_cases(actor))
    )
    return work.session.scalar(statement) or 0


def _open_tasks(work: UnitOfWork, cases: set[uuid.UUID]) -> dict[uuid.UUID, list[Task]]:
    found: dict[uuid.UUID, list[Task]] = {}
    statement = (
        select(Task)
        .options(joinedload(Task.unit), joinedload(Task.assignee))
        .where(Task.case_id.in_(cases), Task.status == TaskStatus.OPEN.value)
        .order_by(Task.created_at)
    )
    for task in work.session.scalars(statement):
        found.setdefault(task.case_id, []).append(task)
    return found


def _next_timers(work: UnitOfWork, cases: set[uuid.UUID]) -> dict[uuid.UUID, Timer]:
    found: dict[uuid.UUID, Timer] = {}
    for timer in work.session.scalars(select(Timer).where(Timer.case_id.in_(cases)).order_by(Timer.due_at)):
        found.setdefault(timer.case_id, timer)
    return found
