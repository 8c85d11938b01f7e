"""Extend a clock: the one extension that the rules allow, before its due time."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows import feel
from workflows.calendar.day_ends import due_text, end_of_day
from workflows.calendar.zone import local_date, to_local
from workflows.casework.calendar_moves import names_of_step
from workflows.casework.clock_concerns import hanging_on, holders_told, owing_told
from workflows.casework.deadlines import granted, granting_holding, on_clock, require_reason
from workflows.casework.decisions import signature_of
from workflows.casework.errors import InvalidRequest, NotAllowed
from workflows.casework.locked_case import LockedCase, incidents, open_case
from workflows.casework.models import Deadline, DeadlineExtension, DeadlineStatus, Notice, Task, TaskStatus
from workflows.casework.saving import save
from workflows.casework.words import Attempt, NoticeKind
from workflows.people import Actor, Holding
from workflows.procedure.model import Element
from workflows.procedure.raised import EXTENDED_FROM, EXTENSION_GROUND, NOTE, is_on_extension
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork


def extension_limit(element: Element) -> timedelta | None:
    """The total by which a deadline may be extended (`deadline_extension_max`), None where it may not be extended."""
    text = element.property("deadline_extension_max")
    if not text:
        return None
    duration = feel.parse_expression("duration(text)", names=("text",)).evaluate({"text": text})
    if not isinstance(duration, feel.DaysTimeDuration):
        raise InvalidRequest(f"{text} is not a duration in days.", f"{text} 不是以天计的时长。")
    return timedelta(seconds=duration.total_seconds)


def extendable(work: UnitOfWork, deadlines: Sequence[Deadline], actor: Actor) -> set[uuid.UUID]:
    """Those of these clocks that the actor holds the post to extend and that have an extension left: one statement for all."""
    granting = granted(deadlines, lambda deadline: granting_holding(work, deadline, actor))
    own = [deadline for deadline in deadlines if deadline.id in granting]
    if not own:
        return set()
    clocks = _clocks_of({each.case_id for each in own}, work)
    return granted(own, lambda deadline: _extendable(work, deadline, actor, clocks[deadline.case_id]))


def extension_days(work: UnitOfWork, deadline_id: uuid.UUID, actor: Actor) -> list[date]:
    """The last days, each with its 24:00, to which the actor may extend a clock now; none where they may not."""
    deadline = work.session.get(Deadline, deadline_id)
    if deadline is None or not granted([deadline], lambda deadline: granting_holding(work, deadline, actor)):
        return []
    of_case = _clocks_of({deadline.case_id}, work)[deadline.case_id]
    try:
        *_, limit = _extendable(work, deadline, actor, of_case)
    except (InvalidRequest, NotAllowed):
        return []
    latest, day = _same_duty(deadline, of_case)[-1].original_due_at + limit, local_date(deadline.due_at)
    found = []
    while (end := end_of_day(day)) <= latest:
        if end > deadline.due_at:
            found.append(day)
        day += timedelta(days=1)
    return found


def _clocks_of(case_ids: Collection[uuid.UUID], work: UnitOfWork) -> dict[uuid.UUID, list[Deadline]]:
    """The clocks of each of these cases with their extensions, newest first."""
    clocks: dict[uuid.UUID, list[Deadline]] = {}
    for clock in work.session.scalars(_WITH_EXTENSIONS.where(Deadline.case_id.in_(case_ids))).unique():
        clocks.setdefault(clock.case_id, []).append(clock)
    return clocks


_WITH_EXTENSIONS = select(Deadline).options(joinedload(Deadline.extensions)).order_by(Deadline.started_at.desc())


def _same_duty(deadline: Deadline, of_case: Sequence[Deadline]) -> Sequence[Deadline]:
    """The clock and those it goes on from, newest first: a step done again against the same due time is the same duty still."""
    clocks = [deadline]
    for earlier in of_case:
        if earlier.id == deadline.id or earlier.element_id != deadline.element_id:
            continue
        if earlier.started_at <= clocks[-1].started_at and earlier.due_at == clocks[-1].original_due_at:
            clocks.append(earlier)
    return clocks


def _extendable(
    work: UnitOfWork, deadline: Deadline, actor: Actor, of_case: Sequence[Deadline]
) -> tuple[Element, Holding, str, timedelta]:
    element, holding = granting_holding(work, deadline, actor)
    variable, limit = element.property("deadline_variable"), extension_limit(element)
    if not variable or limit is None:
        raise InvalidRequest("This deadline cannot be extended.", "该时限不能延期。")
    if deadline.status != DeadlineStatus.RUNNING.value:
        raise InvalidRequest("This clock has stopped already.", "该时限已经停止。")
    if work.now >= deadline.due_at:
        raise InvalidRequest(
            "An extension is granted before the due time only. This clock has run over: record why instead; the days overdue stay.",
            "延期须在届满前批准。该时限已届满，请改作超期认定；超期天数照记。",
        )
    allowed = int(element.property("deadline_extension_count") or "1")
    if sum(len(clock.extensions) for clock in _same_duty(deadline, of_case)) >= allowed:
        raise InvalidRequest(
            f"This deadline has been extended already; {allowed} extension is allowed.",
            f"该时限已延期，最多延期 {allowed} 次。",
        )
    return element, holding, variable, limit


def extend_deadline(
    work: UnitOfWork, deadline_id: uuid.UUID, actor: Actor, new_due_at: datetime, reason_code: str, reason: str
) -> Deadline:
    """Grant an extension: the case variable behind the clock moves, and with it every timer and reminder that reads it.

    Raises NotFound, NotAllowed (wrong post; C8: never the unit that owes the replacement) and InvalidRequest (run over already,
    not later, beyond the limit, a second one, unknown reason, too short a reason).
    """
    acting, deadline = on_clock(work, deadline_id, actor, Attempt.EXTEND)
    case = acting.case
    with acting.refusals():
        of_case = work.session.scalars(_WITH_EXTENSIONS.where(Deadline.case_id == case.id)).unique().all()
        element, holding, variable, limit = acting.in_post(lambda actor: _extendable(work, deadline, actor, of_case))
    if new_due_at <= deadline.due_at:
        raise InvalidRequest("The new due time must be later than the present one.", "延期后的时间必须晚于原截止时间。")
    if new_due_at > _same_duty(deadline, of_case)[-1].original_due_at + limit:
        raise InvalidRequest(f"At most {limit.days} days may be added in all.", f"累计延期不得超过 {limit.days} 天。")
    given = require_reason(reason_code, reason)
    extension = DeadlineExtension(
        deadline_id=deadline.id,
        granted_by_id=actor.person_id,
        granted_at=work.now,
        previous_due_at=deadline.due_at,
        due_at=new_due_at,
        reason_code=reason_code,
        reason=given,
    )
    work.session.add(extension)
    running = open_case(work, case, actor)
    due_before = dict(running.mirror.tasks)
    with incidents(case.id, {"kind": Attempt.EXTEND}):
        running.run.set_variables({variable: new_due_at.isoformat()}, str(deadline.token_id))
        running.run.advance()
        is_drawn = _raise_drawn(running, deadline, {NOTE: given, EXTENSION_GROUND: reason_code})
        data = {"deadline": deadline.name, "from": deadline.due_at.isoformat(), "to": new_due_at.isoformat()}
        save(
            running,
            HistoryKind.DEADLINE_EXTENDED,
            {**data, "reason_code": reason_code},
            element_id=element.id,
            signature=signature_of(actor, holding),
        )
    hanging = hanging_on(running, deadline, due_before)
    _tell(running, deadline, element, extension, hanging, is_unit_told=not is_drawn)
    work.session.refresh(deadline)
    return deadline


def _raise_drawn(running: LockedCase, deadline: Deadline, said: Mapping[str, str]) -> bool:
    """Let the events happen that the diagram draws for an extension of this clock; whether there is one."""
    around: set[str] = set()
    for token in running.run.activities:
        if token.id == str(deadline.token_id):
            # An event drawn at an activity of many waits at their body, which stands around each of them.
            around = {token.id, *(host for host, _ in token.path)}
    drawn = [
        each
        for each in running.run.subscriptions
        if each.host in around and each.element.attached_to == deadline.element_id and is_on_extension(each.element)
    ]
    for each in drawn:
        running.run.deliver(each.token_id, {**said, EXTENDED_FROM: to_local(deadline.due_at).isoformat()})
    return bool(drawn)


def _tell(
    running: LockedCase,
    deadline: Deadline,
    element: Element,
    extension: DeadlineExtension,
    concerned: Collection[uuid.UUID],
    *,
    is_unit_told: bool,
) -> None:
    """A notice to the unit that owes the clock and to each who holds a step that hangs on it: from when to when, never why.

    Where the diagram draws what an extension brings, that tells the unit.
    """
    work, case = running.work, running.case
    told = dict.fromkeys(owing_told(work, case, deadline) if is_unit_told else [])
    tasks = select(Task).where(Task.id.in_(concerned), Task.status == TaskStatus.OPEN)
    for task in work.session.scalars(tasks.order_by(Task.created_at, Task.id)):
        told.update(dict.fromkeys(holders_told(work, task)))
    name, name_en = names_of_step(running, deadline.process_id, element)
    was, becomes = due_text(extension.previous_due_at), due_text(extension.due_at)
    for post, unit_id, person_id in told:
        work.session.add(
            Notice(
                case_id=case.id,
                process_id=deadline.process_id,
                kind=NoticeKind.EXTENDED,
                post_key=post,
                unit_id=unit_id,
                person_id=person_id,
                text=f"“{name}”已获准延期：由 {was} 延至 {becomes}。",
                text_en=f"“{name_en or name}” is extended from {was} to {becomes}.",
                created_at=work.now,
            )
        )
