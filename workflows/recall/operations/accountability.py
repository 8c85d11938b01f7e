"""One level up: the facts about the unit that table D5 reads, and the letters of its measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, TypedDict

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from workflows.calendar.day_ends import end_of_nth_day_after
from workflows.casework.deadlines import side_seconds
from workflows.casework.expressions import calendar_of
from workflows.casework.models import Deadline
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.documents import issue
from workflows.recall.models import Accountability, Recall, RecallOrder, Rectification
from workflows.recall.operations.order import addressee, local_iso
from workflows.recall.operations.race import RACE_CLOCKS, RACE_STEPS, RaceFacts, race_facts, write_race
from workflows.recall.operations.variables import RecalledPerson
from workflows.recall.operations.warning import NoticeToRectify
from workflows.recall.queries import (
    has_failed_rectification,
    last_decision,
    order_of,
    ordered_recalls,
    recall_of_case,
    revocations,
)
from workflows.recall.rules import DAY, REPLACEMENT_CLOCK, overdue_stage, unit_overdue_days
from workflows.recall.words import HandledBy, Measure, MeasureRule, RectificationKind
from workflows.sentence import Sentence
from workflows.store import new_id


@dataclass(frozen=True, slots=True)
class ReportedFacts:
    """What the joint report says of the unit, asked of nobody where the recall is without fault; how many places were given up."""

    has_falsified_file: bool | None
    sent_known_unfit: bool | None
    slots_given_up: int | None = None


class CollectedFacts(TypedDict):
    """What table D5 asks."""

    accountability_started: bool
    is_accountability_done: bool
    asked_overdue_days: int
    recall_events: int
    unit_overdue_days: int
    is_discussed: bool
    has_failed_rectification: bool
    has_falsified_file: bool
    sent_known_unfit: bool


@operation(
    "recall.collect_facts",
    Sentence(
        "Gather the facts about the unit that the table of accountability asks for.",
        "汇总派出单位责任事实，供问责认定表使用。",
    ),
    steps=["party_group"],
    clocks=RACE_CLOCKS,
    settings=["recall.accountability_after_days"],
)
def collect_facts(call: OperationCall, given: ReportedFacts) -> CollectedFacts:
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
        # A unit that has to send nobody (any more) had nothing to discuss.
        "is_discussed": (given.slots_given_up or 0) >= order.slots
        or last_decision(call.work, call.case.id, call.step("party_group")) is not None,
        "has_failed_rectification": has_failed_rectification(call.work, recall.unit_id, call.work.now),
        "has_falsified_file": given.has_falsified_file is True,
        "sent_known_unfit": given.sent_known_unfit is True,
    }


@dataclass(frozen=True, slots=True)
class AccountabilitySoFar:
    """Whether an accountability has begun and ended, and how late the unit was when it was asked."""

    accountability_started: bool | None
    is_accountability_done: bool | None
    seen: Annotated[Mapping[str, Any], Source.EVERYTHING]
    asked_overdue_days: int | None = None
    ledger: Annotated[str, Source.HEADER, Names.LEDGER] = ""


class UnitReview(TypedDict, total=False):
    """Whether table D5 must be asked, and the unit's own time beyond its allowance in days; and how the replacement stands."""

    race: RaceFacts
    is_accountability_due: bool
    accountability_started: bool
    is_accountability_done: bool
    unit_overdue_days: int


@operation(
    "recall.review_unit",
    Sentence(
        "Say whether the unit's own time calls for accountability, for the first time or again.",
        "核对单位自身用时，判断是否应启动或再次启动问责。",
    ),
    steps=RACE_STEPS,
    clocks=RACE_CLOCKS,
    settings=["recall.accountability_after_days", "recall.seriously_overdue_days"],
)
def review_unit(call: OperationCall, given: AccountabilitySoFar) -> UnitReview:
    """Say in `is_accountability_due` whether table D5 must be asked, for the first time or again.

    Daily from the day that the setting names, when an accountability ends, and before the file is closed. Again only where the
    unit's own time has gone further beyond its allowance than when D5 was last asked: never twice for the same stretch. While an
    accountability runs it waits for its end, and the facts it was asked for stay as they are. It says itself that one has begun:
    what runs in a procedure of its own shows the case nothing before its end.
    """
    race = race_facts(call)
    write_race(call, given.ledger, given.seen, {"race": race})
    begins: UnitReview = {
        "race": race,
        "is_accountability_due": True,
        "accountability_started": True,
        "is_accountability_done": False,
    }
    if given.accountability_started is not True:
        return begins
    if given.is_accountability_done is not True:
        return {"race": race, "is_accountability_due": False}
    overdue_days = _unit_overdue_days(call, order_of(call.work, recall_of_case(call.work, call.case.id).id))
    asked = given.asked_overdue_days or 0
    serious = call.setting("recall.seriously_overdue_days")
    if overdue_stage(overdue_days, serious) > overdue_stage(asked, serious):
        return {**begins, "unit_overdue_days": overdue_days}
    return {"race": race, "is_accountability_due": False, "unit_overdue_days": overdue_days}


def _unit_overdue_days(call: OperationCall, order: RecallOrder) -> int:
    """From the clock itself: its spans know whose time ran, its due time knows the extension. Nobody is late by a revoked order."""
    if revocations(call.work, order.recall_id):
        return 0
    clocks = call.work.session.scalars(
        select(Deadline)
        .options(selectinload(Deadline.spans))
        .where(Deadline.case_id == call.case.id, Deadline.name == call.clock(REPLACEMENT_CLOCK))
    ).all()
    if not clocks or order.served_at is None:
        return 0
    due_at, until = max(clock.due_at for clock in clocks), call.work.now
    if call.actor is None:
        # The clock itself began this, at the end of a day: the seconds or hours until the worker came are nobody's guilt.
        first = due_at + timedelta(days=call.setting("recall.accountability_after_days"))
        until = first + (until - first) // DAY * DAY if until > first else until
    unit_seconds = sum(side_seconds(clock, until)[0] for clock in clocks)
    return unit_overdue_days(order.served_at, due_at, unit_seconds)


class MeasureGiven(TypedDict):
    """What table D5 says is to be done, by whom and about whom."""

    measure: Measure
    handled_by: HandledBy
    rectification_days: int
    has_circular: bool
    persons: list[str]
    rule: MeasureRule


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """The measure of table D5 and the facts it was given for."""

    accountability: MeasureGiven
    recall_events: int | None
    unit_overdue_days: int | None
    is_discussed: bool | None
    has_failed_rectification: bool | None
    has_falsified_file: bool | None
    sent_known_unfit: bool | None


def record_accountability(call: OperationCall, recall: Recall, given: UnitFacts, opinion: str = "") -> Accountability:
    """Keep the measure that table D5 gave, with the facts it was given for."""
    measure = given.accountability
    row = Accountability(
        id=new_id(),
        recall_id=recall.id,
        unit_id=recall.unit_id,
        measure=measure["measure"],
        handled_by=measure["handled_by"],
        rule=measure["rule"],
        persons=list(measure["persons"]),
        facts={
            "recall_events": given.recall_events,
            "unit_overdue_days": given.unit_overdue_days,
            "is_discussed": given.is_discussed,
            "has_failed_rectification": given.has_failed_rectification,
            "has_falsified_file": given.has_falsified_file,
            "sent_known_unfit": given.sent_known_unfit,
        },
        opinion=opinion,
        decided_at=call.work.now,
        decided_by_id=call.actor.person_id if call.actor else None,
    )
    call.work.session.add(row)
    call.work.session.flush()
    return row


class FactsInLetter(TypedDict):
    """The facts of D5 as letters read them."""

    recall_events: int
    unit_overdue_days: int
    is_discussed: bool
    has_failed_rectification: bool
    has_falsified_file: bool
    sent_known_unfit: bool


class MeasureLetter(TypedDict):
    """The fields of the letters of a measure; `persons` are the leaders whom table D5 names."""

    unit: str
    order: str
    persons: list[str]
    facts: FactsInLetter
    opinion: str


def facts_in_letter(facts: Mapping[str, Any]) -> FactsInLetter:
    """The facts that were kept, with what nobody knows as nothing."""
    return {
        "recall_events": facts["recall_events"] or 0,
        "unit_overdue_days": facts["unit_overdue_days"] or 0,
        "is_discussed": facts["is_discussed"] is True,
        "has_failed_rectification": facts["has_failed_rectification"] is True,
        "has_falsified_file": facts["has_falsified_file"] is True,
        "sent_known_unfit": facts["sent_known_unfit"] is True,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedMeasure(UnitFacts):
    """The measure as the superior body confirmed it, with its opinion."""

    people: list[RecalledPerson]
    unit_name: str
    order_number: str
    accountability_opinion: str | None


class IssuedMeasure(TypedDict, total=False):
    """By when the unit must have rectified, where it must."""

    rectification_due_at: str


@operation(
    "recall.issue_accountability",
    Sentence(
        "Issue the letters of the measure decided one level up and open the unit's rectification.",
        "按上级研究意见发出问责文书，需整改的开启限期整改。",
    ),
    letters={
        "special_interview_notice": MeasureLetter,
        "circular": MeasureLetter,
        "accountability_proposal": MeasureLetter,
        "rectification_notice": NoticeToRectify,
    },
)
def issue_accountability(call: OperationCall, given: DecidedMeasure) -> IssuedMeasure:
    """Issue the letters of the measure decided one level up, and open the unit's rectification."""
    recall = recall_of_case(call.work, call.case.id)
    opinion = given.accountability_opinion or ""
    row = record_accountability(call, recall, given, opinion)
    fields: MeasureLetter = {
        "unit": given.unit_name,
        "order": given.order_number,
        "persons": row.persons,
        "facts": facts_in_letter(row.facts),
        "opinion": opinion,
    }
    measure = given.accountability
    letters = ["special_interview_notice"]
    letters += ["circular"] if measure["has_circular"] else []
    letters += ["accountability_proposal"] if measure["measure"] == Measure.PURSUE else []
    issuer = call.actor.person_id if call.actor else None
    for letter in letters:
        issue(call, letter, fields, to=addressee(call, recall, given.people), issued_by_id=issuer)
    return _open_rectification(call, recall, given, fields["facts"])


def _open_rectification(
    call: OperationCall, recall: Recall, given: DecidedMeasure, facts: FactsInLetter
) -> IssuedMeasure:
    days = int(given.accountability["rectification_days"])
    if not days:
        return {}
    due_at = end_of_nth_day_after(calendar_of(call.work, call.case), call.work.now, days)
    issuer = call.actor.person_id if call.actor else None
    fields: NoticeToRectify = {
        "unit": given.unit_name,
        "people": [],
        "basis": "",
        "facts": facts,
        "due": due_at,
        "copy_to": [],
    }
    to = addressee(call, recall, given.people)
    letter = issue(call, "rectification_notice", fields, to=to, issued_by_id=issuer)
    call.work.session.add(
        Rectification(
            recall_id=recall.id,
            unit_id=recall.unit_id,
            kind=RectificationKind.UNIT,
            number=letter.number,
            due_at=due_at,
            issued_at=call.work.now,
        )
    )
    return {"rectification_due_at": local_iso(due_at)}
