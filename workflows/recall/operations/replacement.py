"""While the clock runs: the interview record, the end of the old postings, the appeal, and the clock's first stop."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from workflows.calendar.day_ends import due_text, end_of_nth_day_after
from workflows.calendar.load import calendar_for
from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import OperationCall, operation
from workflows.documents import issue
from workflows.people import PostHolding
from workflows.people.roster import Posting
from workflows.recall.models import Appeal, Arrival, Interview
from workflows.recall.operations.order import addressee, local_iso
from workflows.recall.queries import last_decision, order_of, posting_rows, recall_of_case
from workflows.recall.rules import ARRIVAL_DAYS
from workflows.store import update_rows

VILLAGE_POSTS = ("member", "team_leader")


@operation("recall.record_interview")
def record_interview(call: OperationCall) -> None:
    """Keep the signed record of the interview. Refuses one signed by its own interviewer (domain 3.3, R5)."""
    held = last_decision(call.work, call.case.id, "interview")
    if held is None or call.actor is None or held.person_id == call.actor.person_id:
        raise InvalidRequest(
            "The record of an interview is signed by the interviewed, not by the interviewer.",
            "约谈记录应由被约谈人签字，约谈人不能代签。",
        )
    recall, answers = recall_of_case(call.work, call.case.id), held.answers
    held_at = datetime.fromisoformat(answers["interview_held_at"])
    call.work.session.add(
        Interview(
            recall_id=recall.id,
            held_at=held_at,
            place=answers["interview_place"],
            interviewee=answers["interview_interviewee"],
            points=answers["interview_points"],
            interviewer_id=held.person_id,
            signed_by_id=call.actor.person_id,
            signed_at=call.work.now,
        )
    )
    fields = {
        "held_at": due_text(held_at),
        "place": answers["interview_place"],
        "interviewee": answers["interview_interviewee"],
        "attendees": answers["interview_attendees"],
        "points": answers["interview_points"],
        "interviewer": held.person.name,
        "signed_by": call.actor.name,
        "signed_at": due_text(call.work.now),
        "remarks": call.variables.get("interview_remarks") or "无",
    }
    to = addressee(call, recall, answers["interview_interviewee"], held.person.name, call.actor.name)
    issue(call.work, call.case, "interview_record", fields, to=to, issued_by_id=held.person_id)


@operation("recall.end_postings")
def end_postings(call: OperationCall) -> None:
    """End the recalled people's postings on the day they left, and with them their posts in the village: no more diary.

    The unit's report on it (召回执行情况报告) is filed.
    """
    left_on = date.fromisoformat(str(call.variables["left_on"]))
    ids = [uuid.UUID(one["posting_id"]) for one in call.variables["people"]]
    reason = "no_fault" if call.variables.get("recall_type") == "no_fault" else "ordered_recall"
    for posting in call.work.session.scalars(posting_rows().where(Posting.id.in_(ids))):
        # Who resigned before this bears the order's consequences all the same, from the day they left.
        posting.end_reason = reason
        if posting.status == "active":
            posting.status, posting.to_on = "ended", max(left_on, posting.from_on)
        _end_holdings(call, posting, posting.to_on or left_on)
    call.work.session.flush()
    fields = {
        "unit": call.variables["unit_name"],
        "order": call.variables["order_number"],
        "people": "、".join(one["name"] for one in call.variables["people"]),
        "left_on": left_on.isoformat(),
        "appeal": call.variables.get("appeal_text") or "无",
    }
    issuer = call.actor.person_id if call.actor else None
    to = addressee(call, recall_of_case(call.work, call.case.id))
    issue(call.work, call.case, "recall_report", fields, to=to, issued_by_id=issuer)


def _end_holdings(call: OperationCall, posting: Posting, day: date) -> None:
    holdings = call.work.session.scalars(
        select(PostHolding).where(
            PostHolding.person_id == posting.person_id,
            PostHolding.unit_id == posting.team.village_id,
            PostHolding.post_key.in_(VILLAGE_POSTS),
            PostHolding.to_on.is_(None),
        )
    )
    for holding in holdings:
        holding.to_on = max(day, holding.from_on)


@operation("recall.record_appeal")
def record_appeal(call: OperationCall) -> Mapping[str, Any]:
    """Keep the appeal's result. A recall changed to no-fault no longer counts against the unit or the member."""
    recall = recall_of_case(call.work, call.case.id)
    outcome = str(call.variables["outcome"])
    call.work.session.add(
        Appeal(
            recall_id=recall.id,
            text=str(call.variables.get("appeal_text") or ""),
            outcome=outcome,
            reason=str(call.variables.get("appeal_reason") or ""),
            decided_at=call.work.now,
            decided_by_id=call.actor.person_id if call.actor else None,
        )
    )
    if outcome == "change":
        order_of(call.work, recall.id).kind = "no_fault"
        recall.kind = "no_fault"
        ids = [uuid.UUID(one["posting_id"]) for one in call.variables["people"]]
        update_rows(call.work, Posting, {"id": ids}, end_reason="no_fault")
    call.work.session.flush()
    return {"appeal_outcome": outcome}


@operation("recall.note_dispatch")
def note_dispatch(call: OperationCall) -> Mapping[str, Any]:
    """The clock's first stop: every slot is dispatched or given up. Sets by when the new people must arrive."""
    sent = [one for one in call.variables.get("dispatches") or [] if one and one.get("status") == "dispatched"]
    recall = recall_of_case(call.work, call.case.id)
    order_of(call.work, recall.id).dispatched_at = call.work.now
    due_at = end_of_nth_day_after(calendar_for(call.work), call.work.now, ARRIVAL_DAYS)
    arrived = {
        str(posting_id)
        for posting_id in call.work.session.scalars(select(Arrival.posting_id).where(Arrival.recall_id == recall.id))
    }
    earlier = [one for one in call.variables.get("sent_people") or [] if one["posting_id"] in arrived]
    return {
        "arriving": sent,
        "sent_people": [*earlier, *sent],
        "arrival_due_at": local_iso(due_at),
        "dispatched_at": local_iso(call.work.now),
    }
