"""The director takes a closed recall up again (R11): the case itself stays as it is and says so, a lead of its own goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest
from workflows.casework.models import Case
from workflows.casework.operations import OperationCall, operation
from workflows.casework.told_case import tell_case
from workflows.documents.numbers import as_numbered
from workflows.people import Unit
from workflows.people.roster import Posting
from workflows.people.words import PostingStatus
from workflows.recall.closed_to import is_closed_to
from workflows.recall.models import Recall, RecallOrder, RecallSubject
from workflows.recall.queries import lock_postings, open_recall_of, posting_rows
from workflows.recall.words import LeadSource, Trigger
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class ClosedNumber:
    """The number of the lead or of the order, as somebody typed it."""

    closed_number: str


class LeadAgain(TypedDict):
    """What the new lead begins with: those of the closed case who are posted still, a line for each, and what was said of them."""

    closed_number: str
    unit_code: str
    reopened_people: list[str]
    people_text: str
    trigger: Trigger
    source: LeadSource
    facts_before: str
    occurred_on: str | None


@operation(
    "recall.reopen",
    Sentence(
        "Find the recall `closed_number` that has ended, note in it that it is taken up again, and say what its new lead is about.",
        "查找已办结的召回案件 `closed_number`，在原案注明已经重启，列出新线索所涉人员和事由。",
    ),
)
def reopen(call: OperationCall, given: ClosedNumber) -> LeadAgain:
    """Operation `recall.reopen`. Raises InvalidRequest where there is no such recall, where it is not closed, where nobody of it is
    posted any more, and where a recall of one of them is open."""
    number = as_numbered(given.closed_number)
    recall = _closed(call, number)
    postings = _still_posted(call.work, recall)
    ids = [posting.id for posting in postings]
    lock_postings(call.work, ids)
    known = open_recall_of(call.work, ids, but=recall.case_id)
    if known is not None:
        raise InvalidRequest(
            f"Recall {known.number} of the same people is open; say it there.",
            f"涉及人员已有未办结的召回 {known.number}，请在该案中办理。",
        )
    said = {"is_reopened": True, "reopened_on": local_date(call.work.now).isoformat()}
    tell_case(call.work, recall.case_id, "recall.reopened", said, is_secret=True)
    return {
        "closed_number": number,
        "unit_code": call.work.session.get_one(Unit, recall.unit_id).code,
        "reopened_people": [str(posting.person_id) for posting in postings],
        "people_text": "\n".join(posting.person.employee_no or str(posting.id) for posting in postings),
        "trigger": recall.trigger,
        "source": recall.source,
        "facts_before": recall.facts,
        "occurred_on": recall.occurred_on.isoformat() if recall.occurred_on is not None else None,
    }


def _closed(call: OperationCall, number: str) -> Recall:
    work = call.work
    by_order = select(RecallOrder.recall_id).where(RecallOrder.number == number)
    recall = work.session.scalar(select(Recall).where((Recall.number == number) | Recall.id.in_(by_order)))
    if recall is None or is_closed_to(call, recall):
        raise InvalidRequest(
            f"There is no recall {number} that is open to you; write the number of its lead or its order.",
            f"没有您可办理的召回案件 {number}；请按线索登记表的编号或者召回通知的文号填写。",
        )
    if work.session.get_one(Case, recall.case_id).is_open:
        raise InvalidRequest("This recall is not closed yet.", "该召回案件尚未办结，无须重启。")
    return recall


def _still_posted(work: UnitOfWork, recall: Recall) -> Sequence[Posting]:
    of_recall = select(RecallSubject.posting_id).where(RecallSubject.recall_id == recall.id)
    persons = select(Posting.person_id).where(Posting.id.in_(of_recall))
    active = posting_rows().where(Posting.person_id.in_(persons), Posting.status == PostingStatus.ACTIVE)
    found = work.session.scalars(active.order_by(Posting.id)).all()
    if not found:
        raise InvalidRequest(
            "Nobody of this recall is posted any more, so that nobody could be recalled.",
            "该案所涉人员均已不在岗，不能再行召回。",
        )
    return found
