"""A lead reported by somebody outside the office: may they report this one, and what they are told once the office has answered."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypedDict

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.casework.messages import publish_message
from workflows.casework.models import Case, CaseStatus, Decision
from workflows.casework.operations import OperationCall, operation
from workflows.casework.told_case import tell_case
from workflows.people import Actor
from workflows.people.records import records_open_to
from workflows.people.roster import Posting
from workflows.people.words import PostingStatus
from workflows.recall.models import Recall
from workflows.recall.queries import named_postings, people_lines, posting_rows
from workflows.recall.words import LeadSource
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

SETTLED, MERGED = "lead.settled", "recall.lead_merged"


@dataclass(frozen=True, slots=True)
class Reported:
    """Where the report comes from, and whom it is about, a line for each; whoever asks to go home themselves names nobody."""

    source: LeadSource | None
    people_text: str | None = None


class CheckedReport(TypedDict):
    """What the lead begins with: those reported, a line for each, and by what the answer finds the report."""

    report_key: str
    people_text: str
    reported_names: str
    reported_people: list[str]
    is_own: bool


@operation(
    "recall.check_report",
    Sentence(
        "Match the people of a reported lead with the postings that whoever reports it may speak of, and find no report of theirs "
        "that still waits.",
        "将报送的线索所涉人员与报送人可以报送的在岗派驻核对，并核对有无重复报送。",
    ),
)
def check_report(call: OperationCall, given: Reported) -> CheckedReport:
    """Operation `recall.check_report`. Raises InvalidRequest for a post that reports nothing, for a line that means nobody posted
    whom the reporter may speak of or several people, for people of several units, and while a report of theirs about one of them
    waits for its answer."""
    actor, source = call.actor, given.source
    if actor is None or not actor.holdings or source is None:
        raise InvalidRequest("Your post reports no leads.", "您的岗位不报送线索。")
    is_own = source is LeadSource.MEMBER
    postings = _own(call.work, actor) if is_own else _named(call.work, actor, given.people_text or "")
    _require_first(call, actor, postings, is_own=is_own)
    return {
        "report_key": str(call.case.id),
        "people_text": "\n".join(posting.person.employee_no or str(posting.id) for posting in postings),
        "reported_names": "、".join(posting.person.name for posting in postings),
        "reported_people": [str(posting.person_id) for posting in postings],
        "is_own": is_own,
    }


def _own(work: UnitOfWork, actor: Actor) -> Sequence[Posting]:
    active = posting_rows().where(Posting.person_id == actor.person_id, Posting.status == PostingStatus.ACTIVE)
    found = work.session.scalars(active).all()
    if not found:
        raise InvalidRequest("You are not posted to a village.", "您没有在岗的派驻记录，无须申请召回。")
    return found


def _named(work: UnitOfWork, actor: Actor, people_text: str) -> Sequence[Posting]:
    scope = records_open_to(actor, "roster")
    found: dict[uuid.UUID, Posting] = {}
    for line in people_lines(people_text):
        matches = [
            each
            for each in named_postings(work, line)
            if scope.covers(each.team.dispatching_unit.path) or scope.covers(each.team.village.unit.path)
        ]
        if not matches:
            # The same whether somebody is not posted or is somebody else's: whom others have sent is not theirs to learn.
            raise InvalidRequest(
                f"Nobody “{line}” is posted among those whom you may report; check the number or the name.",
                f"您可以报送的在岗队员中没有“{line}”，请核对工号或姓名。",
            )
        if len(matches) > 1:
            raise InvalidRequest(
                f"{len(matches)} members are called “{line}”; write the staff number.",
                f"名为“{line}”的在岗队员有 {len(matches)} 人，请改填工号。",
            )
        found[matches[0].id] = matches[0]
    if not found:
        raise InvalidRequest("Name a member.", "请至少填写一名队员。")
    if len({posting.team.dispatching_unit_id for posting in found.values()}) > 1:
        raise InvalidRequest(
            "These members were sent by several units; report each unit’s on their own.",
            "所填队员来自不同派出单位，请分别报送。",
        )
    return list(found.values())


def _require_first(call: OperationCall, actor: Actor, postings: Sequence[Posting], *, is_own: bool) -> None:
    """Raises InvalidRequest where the same post of the same unit waits for the answer to a report about one of these postings."""
    holding = actor.holdings[0]
    theirs = (
        (Decision.person_id == actor.person_id,)
        if is_own
        else (Decision.post_key == holding.post_key, Decision.unit_id == holding.unit_id)
    )
    waiting = (
        select(Decision)
        .join(Case, Decision.case_id == Case.id)
        .where(
            Case.process_id == call.case.process_id,
            Case.id != call.case.id,
            Case.status.in_((CaseStatus.ACTIVE.value, CaseStatus.INCIDENT.value)),
            Decision.task_id.is_(None),
            *theirs,
        )
    )
    ids = {posting.id for posting in postings}
    for decision in call.work.session.scalars(waiting):
        lines = people_lines(str((decision.answers or {}).get("people_text") or ""))
        again = [each for line in lines for each in named_postings(call.work, line) if each.id in ids]
        if is_own or again:
            raise InvalidRequest(
                "You have reported this before, and the office has not answered yet; wait for its answer.",
                "同一事项您已经报送，驻村办尚未答复，请等待答复，不要重复报送。",
            )


@dataclass(frozen=True, slots=True)
class Settled:
    """What the office decided of a lead, and by what its report is found; a lead that nobody reported has none.

    `lead_number` is the lead's own number, `merged_into` that of the recall which goes on with it.
    """

    outcome: str | None
    reason: str | None = None
    report_key: str | None = None
    lead_number: str | None = None
    merged_into: str | None = None


class ReportAnswered(TypedDict):
    """Whether somebody waits for the answer."""

    is_report_answered: bool


@operation(
    "recall.answer_report",
    Sentence(
        "Tell the report of a lead, where it has one, whether the lead was accepted, merged or rejected, and why; a lead that was "
        "merged is entered in the record of the recall that goes on with it.",
        "线索由他人报送的，将受理、并案或者不予受理及其理由转告报送案件；并案的，在并入案件的办理记录中注明。",
    ),
)
def answer_report(call: OperationCall, given: Settled) -> ReportAnswered:
    """Operation `recall.answer_report`."""
    if given.outcome == "merge" and given.merged_into and given.lead_number:
        _enter_merger(call, given.merged_into, given.lead_number)
    if not given.report_key:
        return {"is_report_answered": False}
    said: dict[str, Any] = {"answer": given.outcome, "answer_reason": given.reason}
    publish_message(call.work, SETTLED, given.report_key, said, keep=timedelta(0))
    return {"is_report_answered": True}


def _enter_merger(call: OperationCall, merged_into: str, lead_number: str) -> None:
    """Only the number: what the lead says, and who brought it, stays in the lead's own file."""
    case_id = call.work.session.scalars(select(Recall.case_id).where(Recall.number == merged_into)).one()
    tell_case(
        call.work, case_id, MERGED, {}, is_secret=True, actor=call.actor, note=lead_number, element_id="lead_merged"
    )
