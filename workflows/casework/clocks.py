"""Derive deadlines from the engine's activities: when a clock starts, moves and stops, and whose time runs meanwhile."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import exists, select

from workflows.casework.candidates import lane_of
from workflows.casework.errors import WrongValue
from workflows.casework.expressions import moment_of
from workflows.casework.items import item_label, unit_of_item
from workflows.casework.locked_case import LockedCase, iso
from workflows.casework.models import Deadline, DeadlineSpan, DeadlineStatus
from workflows.engine import Happening, Token
from workflows.procedure.model import Side
from workflows.store import insert_rows, new_id, update_rows


def write_deadlines(running: LockedCase) -> None:
    """Start a clock for every new activity with a `deadline`, follow its expression, and stop those whose activity is over."""
    live: dict[str, dict[str, str]] = {}
    for token in running.run.activities:
        written = token.element.property("deadline")
        # One clock per duty: a multi-instance activity has it on its body, not again on each of its items.
        if not written or token.is_item:
            continue
        known = running.mirror.deadlines.get(token.id)
        live[token.id] = _start(running, token, written) if known is None else _follow(running, token, written, known)
    for token_id, known in running.mirror.deadlines.items():
        if token_id not in live:
            _stop(running, token_id, known)
    running.mirror.deadlines = live


def _due(running: LockedCase, token: Token, written: str, *, as_of: datetime | None = None) -> str:
    value = running.run.evaluate(token.id, written, as_of=as_of)
    if value is None:
        raise WrongValue(
            token.element.id,
            f"The deadline of {token.element.id} is empty: {written} gave nothing.",
            f"{token.element.id} 的时限为空：{written} 没有结果。",
        )
    text = iso(moment_of(value, running.environment, at=token.element.id, what="deadline"))
    assert text is not None
    return text


def _side(running: LockedCase, token: Token) -> Side:
    """`unit` while only the unit's people hold open tasks inside the activity, otherwise `office` (rules.md 4.2).

    A file that lies with the office, or with nobody, must not count against the unit.
    """
    sides: set[Side] = set()
    for task in running.run.open_tasks:
        if task.id == token.id or any(token_id == token.id for token_id, _ in task.path):
            lane = lane_of(running.procedures[task.process_id], task.element.lane)
            sides.add(lane.side if lane else Side.OFFICE)
    return Side.UNIT if sides == {Side.UNIT} else Side.OFFICE


def _start(running: LockedCase, token: Token, written: str) -> dict[str, str]:
    work, element = running.work, token.element
    procedure = running.procedures[token.process_id]
    due, side = _due(running, token, written), _side(running, token)
    due_at = moment_of(due, running.environment, at=element.id, what="deadline")
    unit_id = unit_of_item(running, token)
    deadline = Deadline(
        id=new_id(),
        token_id=uuid.UUID(token.id),
        case_id=running.case.id,
        element_id=element.id,
        process_id=token.process_id,
        name=element.property("deadline_name") or element.id,
        label=element.name or element.id,
        label_en=procedure.label(f"element:{element.id}", "", "en"),
        item_number=0 if token.item_index is None else token.item_index + 1,
        item=item_label(running, token),
        unit_id=unit_id,
        started_at=work.now,
        original_due_at=due_at,
        due_at=due_at,
        status=DeadlineStatus.RUNNING.value,
    )
    span = DeadlineSpan(id=new_id(), deadline_id=deadline.id, side=side, started_at=work.now)
    insert_rows(work, deadline)
    insert_rows(work, span)
    return {
        "id": str(deadline.id),
        "due": due,
        "side": side,
        "span": str(span.id),
        **_whose(token, unit_id, side == Side.UNIT),
    }


def _whose(token: Token, unit_id: uuid.UUID | None, is_owed: bool) -> dict[str, str]:
    """With which unit the item lies whose clock it is, and whether that unit's time was counted; that of no item is the case's."""
    if token.item_index is None:
        return {}
    return {"unit": str(unit_id or ""), **({"owed": "yes"} if is_owed else {})}


def _kept(running: LockedCase, token: Token, deadline_id: uuid.UUID) -> dict[str, str]:
    counted = exists().where(DeadlineSpan.deadline_id == Deadline.id, DeadlineSpan.side == Side.UNIT)
    clock = select(Deadline.unit_id, counted).where(Deadline.id == deadline_id)
    unit_id, is_owed = running.work.session.execute(clock).one()
    return _whose(token, unit_id, is_owed)


def _follow(running: LockedCase, token: Token, written: str, known: dict[str, str]) -> dict[str, str]:
    work = running.work
    due, side = _due(running, token, written), _side(running, token)
    following = dict(known)
    if token.item_index is not None and "unit" not in known:  # last saved before this was kept
        following.update(_kept(running, token, uuid.UUID(known["id"])))
    if due != known["due"] or running.is_reckoned_anew:
        # now() means the start of the clock, or every step of the case would put off what is owed.
        started_at = work.session.scalar(select(Deadline.started_at).where(Deadline.id == uuid.UUID(known["id"])))
        due = _due(running, token, written, as_of=started_at)
    if due != known["due"]:
        following["due"] = due
        due_at = moment_of(due, running.environment, at=token.element.id, what="deadline")
        update_rows(work, Deadline, {"id": uuid.UUID(known["id"])}, due_at=due_at)
    if side != known["side"]:
        _end_span(running, known)
        span = DeadlineSpan(id=new_id(), deadline_id=uuid.UUID(known["id"]), side=side, started_at=work.now)
        insert_rows(work, span)
        following.update(side=side, span=str(span.id))
        if side == Side.UNIT and "unit" in following:
            following["owed"] = "yes"
    return following


def _end_span(running: LockedCase, known: dict[str, str]) -> None:
    span_id = uuid.UUID(known["span"])
    update_rows(running.work, DeadlineSpan, {"id": span_id}, ended_at=running.work.now)


def _stop(running: LockedCase, token_id: str, known: dict[str, str]) -> None:
    work = running.work
    is_completed = any(
        entry.kind == Happening.COMPLETED and entry.token_id == token_id for entry in running.run.journal
    )
    clock = select(Deadline.due_at, Deadline.late_before).where(Deadline.id == uuid.UUID(known["id"]))
    due_at, late_before = work.session.execute(clock).one_or_none() or (None, 0)
    if not is_completed:
        status = DeadlineStatus.CANCELLED
    elif late_before or (due_at is not None and work.now > due_at):
        status = DeadlineStatus.MISSED
    else:
        status = DeadlineStatus.MET
    _end_span(running, known)
    update_rows(work, Deadline, {"id": uuid.UUID(known["id"])}, status=status.value, stopped_at=work.now)
