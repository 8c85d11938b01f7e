"""The clocks: unit and office time, days overdue, and who may extend one or say why it ran over; the board is board.py."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from workflows.casework import access, catalogue
from workflows.casework.acting import Acting, on_case
from workflows.casework.clock_sight import seen_by
from workflows.casework.errors import CaseClosed, InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import Case, Deadline, DeadlineStatus
from workflows.casework.reasons import proper_reason
from workflows.casework.words import Attempt, ExtensionReason
from workflows.people import Actor, Holding
from workflows.procedure.model import Element
from workflows.sentence import Sentence
from workflows.store import UnitOfWork
from workflows.store.unreadable import is_readable

_MATTERS = (DeadlineStatus.RUNNING.value, DeadlineStatus.MISSED.value)


def side_seconds(deadline: Deadline, now: datetime) -> tuple[float, float]:
    """Seconds of (unit, office) time of a deadline up to now, or to its stop."""
    seconds = {"unit": 0.0, "office": 0.0}
    for span in deadline.spans:
        if not (is_readable(span.started_at) and is_readable(span.ended_at)):
            continue
        end = span.ended_at or deadline.stopped_at or now
        seconds[span.side] += max((end - span.started_at).total_seconds(), 0.0)
    return seconds["unit"], seconds["office"]


def overdue_days(deadline: Deadline, now: datetime) -> int:
    """Days that a clock ran past its due time, begun days counting whole; up to now, or to its stop. They never go away again.

    Neither an extension that was granted too late (before it was refused) nor a change of the calendar hides anything: what had
    run by then is counted with the rest.
    Where a time of the clock cannot be read, nothing is counted.
    """
    extended = [moment for one in deadline.extensions for moment in (one.granted_at, one.previous_due_at)]
    if not all(is_readable(moment) for moment in (deadline.due_at, deadline.stopped_at, *extended)):
        return 0
    late = max((deadline.stopped_at or now) - deadline.due_at, timedelta()) + timedelta(seconds=deadline.late_before)
    for extension in deadline.extensions:
        late += max(extension.granted_at - extension.previous_due_at, timedelta())
    return -(-late // timedelta(days=1))


@dataclass(frozen=True, slots=True)
class KnownClock:
    """A clock that still matters, over its due time or not, with the title of its case that the actor may read."""

    deadline: Deadline
    title: Sentence


def known_clock(work: UnitOfWork, deadline_id: uuid.UUID, actor: Actor) -> KnownClock:
    """The clock as somebody sees it who may have to extend it or to say why it ran over. Raises NotFound."""
    found = work.session.execute(
        select(Deadline, access.title_of_case(actor))
        .join(Case, Deadline.case_id == Case.id)
        .options(
            contains_eager(Deadline.case).options(joinedload(Case.unit), joinedload(Case.procedure_version)),
            joinedload(Deadline.unit),
            joinedload(Deadline.extensions),
        )
        .where(Deadline.id == deadline_id, Deadline.status.in_(_MATTERS), access.sees_clocks(actor), seen_by(actor))
    )
    row = found.unique().one_or_none()
    if row is None:
        raise NotFound("This clock is not running.", "该时限不存在或已停止。")
    return KnownClock(*row)


def on_clock(work: UnitOfWork, deadline_id: uuid.UUID, actor: Actor, verb: Attempt) -> tuple[Acting, Deadline]:
    """Lock the case of a clock and ask whether the actor may direct it; the clock as it stands then. The verb asks for its post.

    Raises NotFound, NotAllowed with the ground, CaseClosed.
    """
    deadline = work.session.get(Deadline, deadline_id)
    if deadline is None:
        raise NotFound("This deadline does not exist.", "该时限不存在。")
    acting = on_case(work, deadline.case_id, actor, verb)
    work.session.refresh(deadline)
    return acting, deadline


def granted(deadlines: Sequence[Deadline], ask: Callable[[Deadline], object]) -> set[uuid.UUID]:
    """Those of these clocks of which `ask`, what a verb asks before it acts, refuses nothing."""
    found = set()
    for deadline in deadlines:
        try:
            ask(deadline)
        except (NotAllowed, InvalidRequest, CaseClosed):
            continue
        found.add(deadline.id)
    return found


def require_reason(reason_code: str, reason: str) -> str:
    """The reason in words. Raises InvalidRequest for a kind that is not on the list, and for too short a reason."""
    if reason_code not in set(ExtensionReason):
        raise InvalidRequest("Choose one of the reasons on the list.", "请从所列事由中选择一项。")
    return proper_reason(reason)


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
    owing = {deadline.unit_id, deadline.case.unit_id}
    if any(held.unit_id in owing for held in actor.holdings):
        raise NotAllowed(
            "The unit that owes the replacement cannot extend its own deadline.", "欠派单位不得自行批准延期。"
        )
    return element, holding
