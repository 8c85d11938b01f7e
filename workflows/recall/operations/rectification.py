"""A rectification ends: accepted (销号) or failed, and never by who rectified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import OperationCall, operation
from workflows.documents import issue
from workflows.recall.models import Rectification
from workflows.recall.operations.order import addressee
from workflows.recall.operations.variables import RecalledPerson
from workflows.recall.operations.warning import warned_people
from workflows.recall.queries import last_decision, recall_of_case
from workflows.recall.words import RectificationKind, RectificationStatus
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the inspection of a rectification found, and what had been done."""

    outcome: Literal[RectificationStatus.PASSED, RectificationStatus.FAILED]
    people: list[RecalledPerson]
    unit_name: str
    rectification_measures: str | None
    inspection_opinion: str | None
    found_people: list[RecalledPerson] | None
    copy_to: list[str] | None = None


class AcceptedLetter(TypedDict):
    """The fields of the letter that a rectification was accepted."""

    unit: str
    notice: str
    measures: str
    opinion: str
    copy_to: list[str]


@operation(
    "recall.close_rectification",
    Sentence("Record that a rectification was accepted or failed.", "登记限期整改验收结果：销号或未通过。"),
    steps=["rectify_warning"],
    letters={"rectification_closed": AcceptedLetter},
)
def close_rectification(call: OperationCall, given: Inspection) -> None:
    """Record that a rectification was accepted (销号) or failed. Nobody accepts their own."""
    recall = recall_of_case(call.work, call.case.id)
    row = call.work.session.scalars(
        select(Rectification).where(
            Rectification.recall_id == recall.id, Rectification.status == RectificationStatus.OPEN
        )
    ).one()
    # The unit's own is a procedure of its own since; cases begun before have that step in their recall.
    element = call.step("rectify_warning") if row.kind == RectificationKind.WARNING else "rectify"
    done = last_decision(call.work, call.case.id, element)
    if call.actor is None or (done is not None and done.both & call.actor.both):
        raise InvalidRequest("Nobody accepts their own rectification.", "整改责任人不能验收自己的整改。")
    row.status = given.outcome
    row.measures = given.rectification_measures or ""
    row.opinion = given.inspection_opinion or ""
    row.inspected_at, row.inspected_by_id = call.work.now, call.actor.person_id
    call.work.session.flush()
    if row.status == RectificationStatus.PASSED:
        fields: AcceptedLetter = {
            "unit": given.unit_name,
            "notice": row.number,
            "measures": row.measures,
            "opinion": row.opinion,
            "copy_to": given.copy_to or [],
        }
        warned = warned_people(given.people, given.found_people) if row.kind == RectificationKind.WARNING else ()
        to = addressee(call, recall, given.people, for_people=warned)
        issue(call, "rectification_closed", fields, to=to, issued_by_id=row.inspected_by_id)
