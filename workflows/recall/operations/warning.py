"""The milder way: a warning to the members through their unit, with thirty days to rectify."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from workflows.calendar.day_ends import end_of_nth_day_after
from workflows.casework.expressions import calendar_of
from workflows.casework.operations import OperationCall, operation
from workflows.documents import issue
from workflows.recall.models import Rectification
from workflows.recall.operations.order import addressee, local_iso
from workflows.recall.operations.variables import RecalledPerson
from workflows.recall.queries import recall_of_case
from workflows.recall.words import RectificationKind
from workflows.sentence import Sentence


def warned_people(people: list[RecalledPerson], found_people: list[RecalledPerson] | None) -> list[RecalledPerson]:
    """The members of a warning: where both offices found a ground against some, those only, else everybody of the recall.

    A colleague whom the same lead named and who was cleared is neither named nor written to (rules.md 3.5).
    """
    found = {one["posting_id"] for one in found_people or []}
    return [one for one in people if not found or one["posting_id"] in found]


class NoticeToRectify(TypedDict):
    """The fields of a notice to rectify: of a warning `people` and `basis`, of a measure against the unit `facts`."""

    unit: str
    people: list[str]
    basis: str
    facts: Mapping[str, Any]
    due: datetime
    copy_to: list[str]


@dataclass(frozen=True, slots=True)
class Warning:
    """Whom a warning is about and on what it rests."""

    people: list[RecalledPerson]
    found_people: list[RecalledPerson] | None
    unit_name: str
    decision_basis: str | None
    copy_to: list[str] | None = None


class IssuedWarning(TypedDict):
    """By when the warned must have rectified."""

    rectification_due_at: str


@operation(
    "recall.issue_warning",
    Sentence(
        "Warn the members through their unit and set the days to rectify.",
        "通过派出单位对本人发出限期整改通知，确定整改期限。",
    ),
    settings=["recall.rectification_days"],
    letters={"rectification_notice": NoticeToRectify},
)
def issue_warning(call: OperationCall, given: Warning) -> IssuedWarning:
    """Warn the members through the unit and set the days to rectify (table D4)."""
    recall = recall_of_case(call.work, call.case.id)
    warned = warned_people(given.people, given.found_people)
    due_at = end_of_nth_day_after(
        calendar_of(call.work, call.case), call.work.now, call.setting("recall.rectification_days")
    )
    fields: NoticeToRectify = {
        "unit": given.unit_name,
        "people": [one["name"] for one in warned],
        "basis": given.decision_basis or "",
        "facts": {},
        "due": due_at,
        "copy_to": given.copy_to or [],
    }
    issuer = call.actor.person_id if call.actor else None
    to = addressee(call, recall, given.people, for_people=warned)
    letter = issue(call, "rectification_notice", fields, to=to, issued_by_id=issuer)
    call.work.session.add(
        Rectification(
            recall_id=recall.id,
            unit_id=recall.unit_id,
            kind=RectificationKind.WARNING,
            number=letter.number,
            due_at=due_at,
            issued_at=call.work.now,
        )
    )
    return {"rectification_due_at": local_iso(due_at)}
