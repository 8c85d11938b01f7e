"""One level up: the facts about the unit that table D5 reads, the letters of its measure, and rectifications accepted or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from workflows.calendar.day_ends import due_text, end_of_nth_day_after
from workflows.calendar.load import calendar_for
from workflows.casework.deadlines import side_seconds
from workflows.casework.errors import InvalidRequest
from workflows.casework.models import Deadline
from workflows.casework.operations import OperationCall, operation
from workflows.documents import issue
from workflows.recall.models import Accountability, Recall, RecallOrder, Rectification
from workflows.recall.operations.order import addressee, local_iso, warned_people
from workflows.recall.queries import (
    has_failed_rectification,
    last_decision,
    order_of,
    ordered_recalls,
    recall_of_case,
)
from workflows.recall.rules import ACCOUNTABILITY_AFTER, DAY, overdue_stage, unit_overdue_days
from workflows.store import new_id

LEADERS = {"main_leader": "主要负责人", "leader_in_charge": "分管领导"}


@operation("recall.collect_facts")
def collect_facts(call: OperationCall) -> Mapping[str, Any]:
    """Gather from the records what table D5 asks, and mark that accountability has begun."""
    recall = recall_of_case(call.work, call.case.id)
    order = order_of(call.work, recall.id)
    overdue_days = _unit_overdue_days(call, order)
    return {
        "accountability_started": True,
        "is_accountability_done": False,
        "asked_overdue_days": overdue_days,
        "recall_events": ordered_recalls(call.work, recall.unit_id, call.work.now),
        "unit_overdue_days": overdue_days,
        "is_discussed": order.slots == 0 or last_decision(call.work, call.case.id, "party_group") is not None,
        "has_failed_rectification": has_failed_rectification(call.work, recall.unit_id, call.work.now),
        "has_falsified_file": call.variables.get("has_falsified_file") is True,
        "sent_known_unfit": call.variables.get("sent_known_unfit") is True,
    }


@operation("recall.review_unit")
def review_unit(call: OperationCall) -> Mapping[str, Any]:
    """Say in `is_accountability_due` whether table D5 must be asked, for the first time or again.

    Daily from the tenth day, when an accountability ends, and before the file is closed. Again only where the unit's own time has
    gone further beyond its allowance than when D5 was last asked: never twice for the same stretch. While an accountability runs it
    waits for its end, and the facts it was asked for stay as they are.
    """
    if call.variables.get("accountability_started") is not True:
        return {"is_accountability_due": True}
    if call.variables.get("is_accountability_done") is not True:
        return {"is_accountability_due": False}
    overdue_days = _unit_overdue_days(call, order_of(call.work, recall_of_case(call.work, call.case.id).id))
    asked = int(call.variables.get("asked_overdue_days") or 0)
    is_due = overdue_stage(overdue_days) > overdue_stage(asked)
    return {"is_accountability_due": is_due, "unit_overdue_days": overdue_days}


def _unit_overdue_days(call: OperationCall, order: RecallOrder) -> int:
    """From the clock itself: its spans know whose time ran, its due time knows the extension."""
    clocks = call.work.session.scalars(
        select(Deadline)
        .options(selectinload(Deadline.spans))
        .where(Deadline.case_id == call.case.id, Deadline.name == "replacement")
    ).all()
    if not clocks or order.served_at is None:
        return 0
    due_at, until = max(clock.due_at for clock in clocks), call.work.now
    if call.actor is None:
        # The clock itself began this, at the end of a day: the seconds or hours until the worker came are nobody's guilt.
        first = due_at + ACCOUNTABILITY_AFTER
        until = first + (until - first) // DAY * DAY if until > first else until
    unit_seconds = sum(side_seconds(clock, until)[0] for clock in clocks)
    return unit_overdue_days(order.served_at, due_at, unit_seconds)


def record_accountability(call: OperationCall, recall: Recall, opinion: str = "") -> Accountability:
    """Keep the measure that table D5 gave, with the facts it was given for."""
    measure: Mapping[str, Any] = call.variables["accountability"]
    facts = (
        "recall_events",
        "unit_overdue_days",
        "is_discussed",
        "has_failed_rectification",
        "has_falsified_file",
        "sent_known_unfit",
    )
    row = Accountability(
        id=new_id(),
        recall_id=recall.id,
        unit_id=recall.unit_id,
        measure=measure["measure"],
        handled_by=measure["handled_by"],
        rule=measure["rule"],
        persons=list(measure["persons"]),
        facts={name: call.variables.get(name) for name in facts},
        opinion=opinion,
        decided_at=call.work.now,
        decided_by_id=call.actor.person_id if call.actor else None,
    )
    call.work.session.add(row)
    call.work.session.flush()
    return row


def reason_text(facts: Mapping[str, Any]) -> str:
    """The facts of D5 as a letter says them."""
    sentences = [f"十二个月内责令召回 {facts['recall_events']} 次"]
    if facts["unit_overdue_days"]:
        sentences.append(f"另行选派单位自身超期 {facts['unit_overdue_days']} 天")
    if not facts["is_discussed"]:
        sentences.append("党组未研究改派人选")
    if facts["has_failed_rectification"]:
        sentences.append("限期整改未通过")
    if facts["has_falsified_file"]:
        sentences.append("提供虚假材料")
    if facts["sent_known_unfit"]:
        sentences.append("明知不合适仍派出")
    return "；".join(sentences) + "。"


@operation("recall.issue_accountability")
def issue_accountability(call: OperationCall) -> Mapping[str, Any]:
    """Issue the letters of the measure decided one level up, and open the unit's rectification."""
    recall = recall_of_case(call.work, call.case.id)
    opinion = str(call.variables.get("accountability_opinion") or "")
    row = record_accountability(call, recall, opinion)
    fields = {
        "unit": call.variables["unit_name"],
        "order": call.variables["order_number"],
        "persons": "、".join(LEADERS[person] for person in row.persons),
        "reason": reason_text(row.facts),
        "opinion": opinion,
    }
    measure: Mapping[str, Any] = call.variables["accountability"]
    kinds = ["special_interview_notice"]
    kinds += ["circular"] if measure["has_circular"] else []
    kinds += ["accountability_proposal"] if measure["measure"] == "pursue" else []
    issuer = call.actor.person_id if call.actor else None
    for kind in kinds:
        issue(call.work, call.case, kind, fields, to=addressee(call, recall), issued_by_id=issuer)
    return _open_rectification(call, recall, int(measure["rectification_days"]), fields)


def _open_rectification(call: OperationCall, recall: Recall, days: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    if not days:
        return {}
    due_at = end_of_nth_day_after(calendar_for(call.work), call.work.now, days)
    issuer = call.actor.person_id if call.actor else None
    letter = issue(
        call.work,
        call.case,
        "rectification_notice",
        {**fields, "due": due_text(due_at)},
        to=addressee(call, recall),
        issued_by_id=issuer,
    )
    call.work.session.add(
        Rectification(
            recall_id=recall.id,
            unit_id=recall.unit_id,
            kind="unit",
            number=letter.number,
            due_at=due_at,
            issued_at=call.work.now,
        )
    )
    return {"rectification_due_at": local_iso(due_at)}


@operation("recall.close_rectification")
def close_rectification(call: OperationCall) -> None:
    """Record that a rectification was accepted (销号) or failed. Nobody accepts their own."""
    recall = recall_of_case(call.work, call.case.id)
    row = call.work.session.scalars(
        select(Rectification).where(Rectification.recall_id == recall.id, Rectification.status == "open")
    ).one()
    element = "rectify_warning" if row.kind == "warning" else "rectify"
    done = last_decision(call.work, call.case.id, element)
    if call.actor is None or (done is not None and done.person_id == call.actor.person_id):
        raise InvalidRequest("Nobody accepts their own rectification.", "整改责任人不能验收自己的整改。")
    row.status = "passed" if call.variables["outcome"] == "passed" else "failed"
    row.measures = str(call.variables.get("rectification_measures") or "")
    row.opinion = str(call.variables.get("inspection_opinion") or "")
    row.inspected_at, row.inspected_by_id = call.work.now, call.actor.person_id
    call.work.session.flush()
    if row.status == "passed":
        fields = {
            "unit": call.variables["unit_name"],
            "notice": row.number,
            "measures": row.measures,
            "opinion": row.opinion,
        }
        to = addressee(call, recall, for_people=warned_people(call) if row.kind == "warning" else ())
        issue(call.work, call.case, "rectification_closed", fields, to=to, issued_by_id=row.inspected_by_id)
