"""What else somebody asked by the same procedure: an operation that lets a diagram compare a request with the earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework.models import Case, CaseStatus, Decision
from workflows.casework.operations import OperationCall, Source, operation
from workflows.procedure.lists import names_of
from workflows.sentence import Sentence

MOST = 200
"""The latest so many are looked at: a member asks for leave a few dozen times in a tour of duty."""


class EarlierCase(TypedDict):
    """One of them: how it stands, at which end event it ended (empty while it is open), and what was asked in it last."""

    status: CaseStatus
    end: str
    started_on: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EarlierAsked:
    """What `case.look_at_earlier` reads: the keys of the answers that it takes over, separated by commas, and no others."""

    answers: Annotated[str, Source.HEADER]


class EarlierSeen(TypedDict):
    """What `case.look_at_earlier` writes."""

    earlier_cases: list[EarlierCase]


@operation(
    "case.look_at_earlier",
    Sentence(
        "List the other cases of this procedure that the starter of this one started, the latest first, without those that were "
        "cancelled: of each the answers that header `answers` names, as they were given last.",
        "列出本案发起人按同一流程发起的其他案件（不含已撤销的），最近的在前；各案只取表头 `answers` 所列的答案，"
        "以最后一次填写的为准。",
    ),
)
def look_at_earlier(call: OperationCall, given: EarlierAsked) -> EarlierSeen:
    """Operation `case.look_at_earlier`; empty where nobody started the case by hand."""
    case, session = call.case, call.work.session
    if case.started_by_id is None:
        return {"earlier_cases": []}
    others = (
        select(Case.id, Case.status, Case.end_event, Case.started_at)
        .where(
            Case.started_by_id == case.started_by_id,
            Case.process_id == case.process_id,
            Case.id != case.id,
            Case.status != CaseStatus.CANCELLED,
        )
        .order_by(Case.started_at.desc(), Case.id.desc())
        .limit(MOST)
    )
    found = session.execute(others).all()
    wanted = names_of(given.answers)
    given_last: dict[Any, dict[str, Any]] = {}
    if found:
        written = select(Decision).where(Decision.case_id.in_([row.id for row in found])).order_by(Decision.decided_at)
        for decision in session.scalars(written):
            answers = decision.answers or {}  # erased ones have none
            if all(name in answers for name in wanted):
                given_last[decision.case_id] = {name: answers[name] for name in wanted}
    return {
        "earlier_cases": [
            {
                "status": row.status,
                "end": row.end_event or "",
                "started_on": local_date(row.started_at).isoformat(),
                "answers": given_last[row.id],
            }
            for row in found
            if row.id in given_last
        ]
    }
