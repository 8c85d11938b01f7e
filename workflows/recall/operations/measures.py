"""The measure that people choose one level up: who sends it to whom, what is kept of it, and of each leader in their own right."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.casework.notices import PERSON
from workflows.casework.operations import OperationCall, operation
from workflows.documents.models import Document
from workflows.people import Person, Unit
from workflows.recall.models import Accountability, PursuedLeader, Rectification
from workflows.recall.operations.accountability import UnitFacts, record_accountability
from workflows.recall.queries import recall_of_case
from workflows.recall.words import Leader, Measure, Pursuit, RectificationKind, RectificationStatus
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Sides:
    """The units on both sides by their codes, and who holds the posts of both leaders, as the diagram looks them up."""

    superior: str | None
    party: str
    main_holders: list[str]
    charge_holders: list[str]


class NamedSides(TypedDict):
    """Who writes to whom, and who the leaders are; None where no superior is recorded, or nobody holds the post."""

    superior_name: str | None
    party_name: str
    main_leader: str | None
    charge_leader: str | None


@operation(
    "recall.name_sides",
    Sentence(
        "Name the superior body, the party body that is written to, and the two leaders who hold the posts today.",
        "列明发文的上级机关、主送的党委（党组）和在岗的两名领导姓名。",
    ),
)
def name_sides(call: OperationCall, given: Sides) -> NamedSides:
    """Name both sides of an accountability by cadre-management authority (rules.md 5.2)."""
    return {
        "superior_name": _unit_name(call, given.superior) if given.superior is not None else None,
        "party_name": _unit_name(call, given.party),
        "main_leader": _first_name(call, given.main_holders),
        "charge_leader": _first_name(call, given.charge_holders),
    }


def _unit_name(call: OperationCall, code: str) -> str:
    return call.work.session.scalars(select(Unit.name).where(Unit.code == code)).one()


def _holders(call: OperationCall, holders: Sequence[str]) -> Sequence[Person]:
    ids = [uuid.UUID(each.removeprefix(PERSON)) for each in holders]
    people = {one.id: one for one in call.work.session.scalars(select(Person).where(Person.id.in_(ids)))}
    return [people[each] for each in ids if each in people]


def _first_name(call: OperationCall, holders: Sequence[str]) -> str | None:
    found = _holders(call, holders)
    return found[0].name if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenMeasure(UnitFacts):
    """What the superior body chose beside what table D5 proposed, and whom it calls in by which title."""

    outcome: Literal[Measure.NONE, Measure.SPECIAL_INTERVIEW, Measure.CIRCULAR, Measure.PURSUE]
    accountability_opinion: str
    measure_reason: str | None
    called_in: list[str] | None
    main_leader: str | None
    charge_leader: str | None
    main_holders: list[str]
    charge_holders: list[str]
    main_title: str
    charge_title: str


class LeaderCalledIn(TypedDict):
    """A leader who is called in: by name, and by person where it is somebody who holds the post."""

    leader: Leader
    title: str
    name: str
    person: str | None


class RecordedMeasure(TypedDict):
    """The measure that stands, and the leaders whom it concerns, the main leader first."""

    measure: Measure
    leaders: list[LeaderCalledIn]


@operation(
    "recall.record_measure",
    Sentence(
        "Record the measure that people chose beside what the table proposed, and name each leader whom it concerns.",
        "登记研究决定的问责措施和认定表的建议，逐一列明涉及的领导。",
    ),
)
def record_measure(call: OperationCall, given: ChosenMeasure) -> RecordedMeasure:
    """Record the measure chosen one level up. Raises InvalidRequest where both leaders must answer and one is not named."""
    measure = Measure(given.outcome)
    chosen = [] if measure is Measure.NONE else [Leader(each) for each in given.called_in or ()]
    if measure is Measure.PURSUE and set(chosen) != set(Leader):
        raise InvalidRequest(
            "Where leaders are pursued, the main leader and the leader in charge both answer.",
            f"从严追究的，{given.main_title}和{given.charge_title}均须列明。",
        )
    row = record_accountability(call, recall_of_case(call.work, call.case.id), given, given.accountability_opinion)
    row.proposed, row.measure = row.measure, measure
    row.persons = [each.value for each in Leader if each in chosen]
    row.deviation_reason = (given.measure_reason or "") if measure != row.proposed else ""
    call.work.session.flush()
    sides = {
        Leader.MAIN: (given.main_title, given.main_leader, given.main_holders),
        Leader.IN_CHARGE: (given.charge_title, given.charge_leader, given.charge_holders),
    }
    return {"measure": measure, "leaders": [_called_in(call, each, *sides[each]) for each in Leader if each in chosen]}


def _called_in(
    call: OperationCall, leader: Leader, title: str, name: str | None, holders: Sequence[str]
) -> LeaderCalledIn:
    """Whoever holds the post is known as a person; another name, such as of whoever held it then, is a name alone."""
    known = next((one for one in _holders(call, holders) if one.name == (name or "").strip()), None)
    person = f"{PERSON}{known.id}" if known is not None else None
    return {"leader": leader, "title": title, "name": (name or "").strip(), "person": person}


@dataclass(frozen=True, slots=True)
class ProposedAgainst:
    """What is proposed against one leader, and on what grounds."""

    pursued: LeaderCalledIn
    pursuit_proposal: Pursuit
    pursuit_grounds: str
    is_self_criticism_received: bool | None


@operation(
    "recall.record_pursuit",
    Sentence(
        "Record what is proposed against one leader, as a record of that person.",
        "登记对一名领导的处理建议，一人一件。",
    ),
)
def record_pursuit(call: OperationCall, given: ProposedAgainst) -> None:
    """Record the proposal against one leader of the latest accountability. Raises InvalidRequest where nobody proposed it."""
    if call.actor is None:
        raise InvalidRequest("Somebody must propose it.", "处理建议须由人提出。")
    recall = recall_of_case(call.work, call.case.id)
    latest = call.work.session.scalars(
        select(Accountability.id)
        .where(Accountability.recall_id == recall.id)
        .order_by(Accountability.decided_at.desc())
        .limit(1)
    ).one()
    person = given.pursued["person"]
    call.work.session.add(
        PursuedLeader(
            recall_id=recall.id,
            accountability_id=latest,
            leader=given.pursued["leader"],
            name=given.pursued["name"],
            person_id=uuid.UUID(person.removeprefix(PERSON)) if person is not None else None,
            proposal=given.pursuit_proposal,
            grounds=given.pursuit_grounds,
            is_self_criticism_received=given.is_self_criticism_received is True,
            proposed_at=call.work.now,
            proposed_by_id=call.actor.person_id,
        )
    )


@dataclass(frozen=True, slots=True)
class InspectedRectification:
    """What the called rectification of the unit came to."""

    rectification_outcome: Literal["pass", "failed"]
    rectify_due: datetime
    measures: str
    inspection_opinion: str


@operation(
    "recall.record_rectification",
    Sentence(
        "Record what the rectification of the unit came to, for the table of accountability of the next twelve months.",
        "登记派出单位限期整改的结果，供今后十二个月问责认定。",
    ),
)
def record_rectification(call: OperationCall, given: InspectedRectification) -> None:
    """Record the rectification of the unit, accepted or failed: a failed one makes it more serious (table D5)."""
    recall = recall_of_case(call.work, call.case.id)
    notice = call.work.session.scalars(
        select(Document)
        .where(Document.case_id == call.case.id, Document.kind == "rectification_notice")
        .order_by(Document.issued_at.desc(), Document.number.desc())
        .limit(1)
    ).one()
    passed = given.rectification_outcome == "pass"
    call.work.session.add(
        Rectification(
            recall_id=recall.id,
            unit_id=recall.unit_id,
            kind=RectificationKind.UNIT,
            number=notice.number,
            due_at=given.rectify_due,
            status=RectificationStatus.PASSED if passed else RectificationStatus.FAILED,
            measures=given.measures,
            opinion=given.inspection_opinion,
            issued_at=notice.issued_at,
            inspected_at=call.work.now,
            inspected_by_id=call.actor.person_id if call.actor else None,
        )
    )
