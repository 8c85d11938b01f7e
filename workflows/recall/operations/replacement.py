"""While the clock runs: the interview record, the end of the old postings, the appeal, and the clock's first stop."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypedDict

from sqlalchemy import func, select

from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest
from workflows.casework.expressions import calendar_of
from workflows.casework.models import Deadline
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.documents import issue
from workflows.people import PostHolding
from workflows.people.arrival_models import VillageArrival
from workflows.people.arrivals import arrival_due_at
from workflows.people.posts import posts_of_roles
from workflows.people.roster import Posting
from workflows.people.words import EndReason, PostingStatus, Sending
from workflows.recall.models import Appeal, Arrival, Interview
from workflows.recall.operations.appealing import recalled_still
from workflows.recall.operations.order import addressee, local_iso
from workflows.recall.operations.race import RACE_CLOCKS, RACE_STEPS, race_facts, write_race
from workflows.recall.operations.variables import RecalledPerson, SentPerson
from workflows.recall.queries import last_decision, order_of, posting_rows, recall_of_case
from workflows.recall.rules import REPLACEMENT_CLOCK
from workflows.recall.words import AppealOutcome, RecallKind
from workflows.sentence import Sentence
from workflows.store import update_rows


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """The record of the interview as it was written down and signed."""

    people: list[RecalledPerson]
    interview_held_at: datetime
    interview_place: str
    interview_interviewee: str
    interview_attendees: str
    interview_points: str
    interview_remarks: str | None
    seen: Annotated[Mapping[str, Any], Source.EVERYTHING]
    leader_absence: str | None = None
    ledger: Annotated[str, Source.HEADER, Names.LEDGER] = ""


class InterviewLetter(TypedDict):
    """The fields of the record of an interview."""

    held_at: datetime
    place: str
    interviewee: str
    attendees: str
    points: str
    interviewer: str
    signed_by: str
    signed_at: datetime
    remarks: str
    absence: str  # why a deputy of the leader was interviewed, empty where the leader was


@operation(
    "recall.record_interview",
    Sentence("Keep the signed record of the interview and file it.", "登记经签字确认的约谈记录并归档。"),
    steps=["interview"],
    letters={"interview_record": InterviewLetter},
)
def record_interview(call: OperationCall, given: InterviewRecord) -> None:
    """Keep the signed record of the interview. Refuses one signed by its own interviewer (rules.md 3.8)."""
    held = last_decision(call.work, call.case.id, call.step("interview"))
    if held is None or call.actor is None or held.both & call.actor.both:
        raise InvalidRequest(
            "The record of an interview is signed by the interviewed, not by the interviewer.",
            "约谈记录应由被约谈人签字，约谈人不能代签。",
        )
    recall = recall_of_case(call.work, call.case.id)
    call.work.session.add(
        Interview(
            recall_id=recall.id,
            held_at=given.interview_held_at,
            place=given.interview_place,
            interviewee=given.interview_interviewee,
            points=given.interview_points,
            interviewer_id=held.person_id,
            signed_by_id=call.actor.person_id,
            signed_at=call.work.now,
        )
    )
    fields: InterviewLetter = {
        "held_at": given.interview_held_at,
        "place": given.interview_place,
        "interviewee": given.interview_interviewee,
        "attendees": given.interview_attendees,
        "points": given.interview_points,
        "interviewer": held.person.name,
        "signed_by": call.actor.signs,
        "signed_at": call.work.now,
        "remarks": given.interview_remarks or "",
        "absence": (given.leader_absence or "").rstrip("。；，、 "),
    }
    to = addressee(call, recall, given.people, given.interview_interviewee, held.person.name, *call.actor.names)
    issue(call, "interview_record", fields, to=to, issued_by_id=held.person_id)
    write_race(call, given.ledger, given.seen)


@dataclass(frozen=True, slots=True)
class Departure:
    """When the recalled left, None where nobody leaves any more, and what they said against it in the unit's words of before."""

    people: list[RecalledPerson]
    left_on: date | None
    recall_type: str | None
    unit_name: str
    order_number: str
    appeal_text: str | None = None


class DepartureLetter(TypedDict):
    """The fields of the unit's report on the recall."""

    unit: str
    order: str
    people: list[str]
    left_on: date
    appeal: str


@operation(
    "recall.end_postings",
    Sentence(
        "End the postings of the recalled on the day they left and file the unit's report.",
        "自离岗之日起终止被召回人员派驻，归档召回执行情况报告。",
    ),
    letters={"recall_report": DepartureLetter},
)
def end_postings(call: OperationCall, given: Departure) -> None:
    """End the recalled people's postings on the day they left, and with them their posts in the village: no more diary.

    The unit's report on it (召回执行情况报告) is filed. Whoever goes on in their place by their appeal keeps their posting.
    """
    recall = recall_of_case(call.work, call.case.id)
    left_on, reasons = given.left_on or local_date(call.work.now), recalled_still(call, recall, given.people)
    ids = [uuid.UUID(each) for each in reasons]
    for posting in call.work.session.scalars(posting_rows().where(Posting.id.in_(ids))):
        # Who resigned before this bears the order's consequences all the same, from the day they left.
        posting.end_reason = reasons[str(posting.id)]
        if posting.status == PostingStatus.ACTIVE:
            posting.status, posting.to_on = PostingStatus.ENDED, max(left_on, posting.from_on)
        _end_holdings(call, posting, posting.to_on or left_on)
    call.work.session.flush()
    if not reasons:
        return
    fields: DepartureLetter = {
        "unit": given.unit_name,
        "order": given.order_number,
        "people": [one["name"] for one in given.people if one["posting_id"] in reasons],
        "left_on": left_on,
        "appeal": given.appeal_text or "",
    }
    issuer = call.actor.person_id if call.actor else None
    to = addressee(call, recall, given.people)
    issue(call, "recall_report", fields, to=to, issued_by_id=issuer)


def _end_holdings(call: OperationCall, posting: Posting, day: date) -> None:
    holdings = call.work.session.scalars(
        select(PostHolding).where(
            PostHolding.person_id == posting.person_id,
            PostHolding.unit_id == posting.team.village_id,
            PostHolding.post_key.in_(set(posts_of_roles(call.work).values())),
            PostHolding.to_on.is_(None),
        )
    )
    for holding in holdings:
        holding.to_on = max(day, holding.from_on)


@dataclass(frozen=True, slots=True)
class AppealDecision:
    """What was appealed and what came of it."""

    people: list[RecalledPerson]
    outcome: Literal[AppealOutcome.UPHOLD, AppealOutcome.CHANGE]
    appeal_text: str | None
    appeal_reason: str | None


class DecidedAppeal(TypedDict):
    """What came of the appeal."""

    appeal_outcome: Literal[AppealOutcome.UPHOLD, AppealOutcome.CHANGE]


@operation(
    "recall.record_appeal",
    Sentence(
        "Keep the appeal's result; a recall changed to no-fault no longer counts.",
        "登记申诉复核结果；改为调整召回的不再计入责令召回。",
    ),
)
def record_appeal(call: OperationCall, given: AppealDecision) -> DecidedAppeal:
    """Keep the appeal's result. A recall changed to no-fault no longer counts against the unit or the member."""
    recall = recall_of_case(call.work, call.case.id)
    call.work.session.add(
        Appeal(
            recall_id=recall.id,
            text=given.appeal_text or "",
            outcome=given.outcome,
            reason=given.appeal_reason or "",
            decided_at=call.work.now,
            decided_by_id=call.actor.person_id if call.actor else None,
        )
    )
    if given.outcome == AppealOutcome.CHANGE:
        order_of(call.work, recall.id).kind = RecallKind.NO_FAULT
        recall.kind = RecallKind.NO_FAULT
        ids = [uuid.UUID(one["posting_id"]) for one in given.people]
        update_rows(call.work, Posting, {"id": ids}, end_reason=EndReason.NO_FAULT)
    call.work.session.flush()
    return {"appeal_outcome": given.outcome}


@dataclass(frozen=True, slots=True)
class Dispatches:
    """What became of each slot in this round, and who was sent in earlier ones."""

    dispatches: list[SentPerson | None] | None
    sent_people: list[SentPerson] | None
    slots_given_up: int | None
    seen: Annotated[Mapping[str, Any], Source.EVERYTHING]
    ledger: Annotated[str, Source.HEADER, Names.LEDGER] = ""


class NotedDispatches(TypedDict):
    """Who must arrive now, who was sent altogether, and by when."""

    arriving: list[SentPerson]
    sent_people: list[SentPerson]
    arrival_due_at: str
    dispatched_at: str | None
    slots_given_up: int


@operation(
    "recall.note_dispatch",
    Sentence(
        "Note that every slot is dispatched or given up, and set by when the new people must arrive.",
        "登记名额均已派出或撤销，确定新派人员报到期限。",
    ),
    steps=RACE_STEPS,
    clocks=RACE_CLOCKS,
    settings=["selection.arrival_days", "recall.arrival_within_week"],
)
def note_dispatch(call: OperationCall, given: Dispatches) -> NotedDispatches:
    """The clock's first stop: every slot is dispatched or given up. Sets by when the new people must arrive.

    Where all of them were given up nobody was dispatched, and the order says so."""
    sent = [one for one in given.dispatches or [] if one and one["status"] == Sending.DISPATCHED]
    recall = recall_of_case(call.work, call.case.id)
    order = order_of(call.work, recall.id)
    if sent:
        order.dispatched_at = call.work.now
    days, week_ends_at = call.setting("selection.arrival_days"), _week_ends_at(call)
    due_at = arrival_due_at(calendar_of(call.work, call.case), call.work.now, days, within=week_ends_at)
    of_before = select(Arrival.posting_id).where(Arrival.recall_id == recall.id)
    of_case = select(VillageArrival.posting_id).where(VillageArrival.case_id == call.case.id)
    arrived = {str(posting_id) for posting_id in call.work.session.scalars(of_before.union(of_case))}
    earlier = [one for one in given.sent_people or [] if one.get("posting_id") in arrived]
    noted: NotedDispatches = {
        "arriving": sent,
        "sent_people": [*earlier, *sent],
        "arrival_due_at": local_iso(due_at),
        "dispatched_at": local_iso(order.dispatched_at) if order.dispatched_at is not None else None,
        "slots_given_up": (given.slots_given_up or 0) + len(given.dispatches or []) - len(sent),
    }
    write_race(call, given.ledger, given.seen, noted, {"race": race_facts(call)})
    return noted


def _week_ends_at(call: OperationCall) -> datetime | None:
    """When the week of the replacement ends, extended or not, where the arrival has to lie within it."""
    if not call.setting("recall.arrival_within_week"):
        return None
    of_case = Deadline.case_id == call.case.id, Deadline.name == call.clock(REPLACEMENT_CLOCK)
    return call.work.session.scalar(select(func.max(Deadline.due_at)).where(*of_case))


class Arrived(TypedDict):
    """What came of one arrival."""

    status: Sending
    posting_id: str


@dataclass(frozen=True, slots=True)
class ArrivalMade:
    """The result of the procedure of arrival, for one who was sent."""

    arrival_result: Arrived


@operation(
    "recall.note_arrival",
    Sentence(
        "Keep with the order when the person sent for it arrived; a no-show leaves it as it is.",
        "在召回令上登记新派人员的报到时间；未报到的不登记。",
    ),
)
def note_arrival(call: OperationCall, given: ArrivalMade) -> None:
    """The clock's second stop: the new member is in the village."""
    if given.arrival_result["status"] != Sending.ARRIVED:
        return
    of_posting = VillageArrival.posting_id == uuid.UUID(given.arrival_result["posting_id"])
    row = call.work.session.scalars(select(VillageArrival).where(of_posting)).one()
    order_of(call.work, recall_of_case(call.work, call.case.id).id).arrived_at = row.arrived_at
